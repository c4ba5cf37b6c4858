"""Templates that are retired and revived (entity-types B.8)."""

from __future__ import annotations

from tests.site.templates.conftest import Bench


def test_a_template_takes_its_tasks_along_and_leaves_those_made_after_them(bench: Bench) -> None:
    originals = [bench.original("a"), bench.original("b")]
    bench.link(*originals)
    shot = bench.shot()
    bench.desk.retire(bench.template)
    assert not {each.id for each in originals} & set(bench.desk.find("Task"))
    assert len(bench.tasks(shot)) == 2
    bench.desk.revive(bench.template)
    assert set(bench.links(*originals)) == {(originals[0], originals[1])}
    assert bench.desk.get(bench.tasks(shot)[0], "template_task") == originals[0]
