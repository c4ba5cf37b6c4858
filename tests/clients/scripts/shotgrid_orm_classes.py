"""`shotgrid_orm`: SQLAlchemy classes generated from the site's schema."""

import sys

import shotgun_api3
from shotgrid_orm import SGORM, SchemaType

url, script, key = sys.argv[1:]
sg = shotgun_api3.Shotgun(url, script_name=script, api_key=key)
orm = SGORM(sg_schema_type=SchemaType.SG_CONNECTION, sg_schema_source=sg, echo=False)
shot = orm["Shot"]
assert {"id", "code"} <= {column.name for column in shot.__table__.columns}
