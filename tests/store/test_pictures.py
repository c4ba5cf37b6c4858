"""The table of all pictures follows the rows, and is filled on a site that had pictures before it."""

import json

from tests.fixtures.desk import Desk
from tests.store.sql import read, run

from slatehouse.schema.files import Picture
from slatehouse.site.uploads import put_picture
from slatehouse.site.writing import writing
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.upgrade import Condition, condition_of, upgrade

KEPT = "SELECT type, id FROM row_pictures ORDER BY type, id"


def test_a_site_from_before_it_is_filled(desk: Desk) -> None:
    site = desk.site
    shot, asset, plain = desk.create("Shot"), desk.create("Asset"), desk.create("Shot")
    for row in (shot, asset, plain):
        with writing(site, desk.caller) as writes:
            put_picture(writes, row, "image", Picture("ab" * 32, "a.png"))
    desk.update(plain, image=None)
    kept = [("Asset", asset.id), ("Shot", shot.id)]
    assert read(site.database, KEPT) == kept
    run(site.database, "DROP TABLE row_pictures")
    with site.database.writing() as connection:
        recorded = json.loads(read_fact(site.database, connection, "tables") or "")
        del recorded["row_pictures"]
        record_fact(site.database, connection, "tables", json.dumps(recorded))
    assert condition_of(site.database, site.edition.tables) is Condition.OLD
    upgrade(site.database, site.edition.tables)
    assert condition_of(site.database, site.edition.tables) is Condition.CURRENT
    assert read(site.database, KEPT) == kept
