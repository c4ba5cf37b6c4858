"""A throw-away site for tests: a real server on a free port, in a folder of its own, removed afterwards.

With pytest, use the fixtures of `slatehouse.testing.plugin`, which pytest finds by itself:

>>> def test_shots_are_approved(slatehouse):
...     sg = slatehouse.shotgun()
...     project = sg.create("Project", {"name": "Lighthouse"})
...     shot = sg.create("Shot", {"code": "SH010", "project": project})
...     my_pipeline.approve(sg, shot)
...     assert sg.find_one("Shot", [["id", "is", shot["id"]]], ["sg_status_list"])["sg_status_list"] == "apr"

Elsewhere, `stand_in` does the same for a block.
"""

from slatehouse.testing.access import Seed
from slatehouse.testing.server import CannotServe, StandIn, stand_in

__all__ = ["CannotServe", "Seed", "StandIn", "stand_in"]
