"""A copy of a site with 100,000 rows, killed ten times at random: as its source is, by the REST API.

Run by `make test-mirror`; another number of rows may be given.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random

from benchmarks.population import KEY, SCRIPT, make_site
from tests.mirror.equality import differences

from slatehouse.client import Client
from slatehouse.site.opening import open_site
from slatehouse.testing.nursing import running_nursery

KILLS = 10


def main(rows: int) -> None:
    """Make the site, copy it, and tell what that took."""
    chance = Random(3)
    with tempfile.TemporaryDirectory(prefix="slatehouse-mirror-") as place:
        source, copy, said = (Path(place) / name for name in ("source", "copy", "said"))
        make_site(source, rows).close()
        nursery = running_nursery()
        url = nursery.serve(source, said)
        command = [sys.executable, "-m", "slatehouse", "mirror", "pull", url, "--site", str(copy)]
        environment = {**os.environ, "SLATEHOUSE_SCRIPT": SCRIPT, "SLATEHOUSE_KEY": KEY}
        began = time.monotonic()
        for number in range(KILLS):
            process = subprocess.Popen(command, env=environment)
            time.sleep(chance.uniform(2, 8))
            process.send_signal(signal.SIGKILL)
            print(f"kill {number + 1}: {'it had ended' if process.wait() == 0 else 'killed'}", flush=True)
        subprocess.run(command, env=environment, check=True)
        print(f"copied in {time.monotonic() - began:.0f} s, with the kills", flush=True)
        with closing(open_site(copy)) as site, site.database.reading() as connection:
            [(script, _)] = site.edition.rows.live(connection, "ApiUser", ("firstname",))
            site.accounts.set_script_key(script, KEY)
        began = time.monotonic()
        with (
            Client(url, script=SCRIPT, key=KEY) as theirs,
            Client(nursery.serve(copy, said), script=SCRIPT, key=KEY) as ours,
        ):
            # The rows were made past the rules, which would have named them otherwise.
            found = differences(theirs, ours, but=frozenset({"cached_display_name"}), with_names=False)
        print(f"compared in {time.monotonic() - began:.0f} s: {len(found)} differences")
        for folder in (source, copy):
            nursery.end(folder)
        sys.exit("\n".join(each[:300] for each in found[:50]) or 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
