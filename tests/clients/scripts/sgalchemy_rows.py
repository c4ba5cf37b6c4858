"""`sgalchemy`: classes of the site's schema, statements, and a session that commits in batches."""

import sys

from sgalchemy import Session, create_engine, select

url, script, key = sys.argv[1:]
engine = create_engine(url, script_name=script, api_key=key)
engine.load_schema()

from sgalchemy.entities import Project, Shot, Version  # noqa: E402

with Session(engine) as session:
    project = Project.new(name="sgalchemy")
    session.add(project)
    session.commit()
    shot = Shot.new(code="S010", project=project)
    session.add(shot)
    session.commit()
    version = Version.new(code="S010_v001", project=project, entity=shot)
    session.add(version)
    session.commit()

    (found,) = session.scalars(select(Version).where(Version.entity == {"type": "Shot", "id": shot.id}))
    assert found.id == version.id
    version.description = "first"
    session.commit()
    number = version.id

with Session(engine) as session:
    (again,) = session.scalars(select(Version).where(Version.id == number))
    assert (again.code, again.description) == ("S010_v001", "first")
engine.dispose()
