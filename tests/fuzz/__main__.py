"""`make fuzz`: coverage-guided fuzzing of the parsers, each for its share of the minutes.

What is found stays in a folder, which is told; it becomes a file of the corpus once it is mended.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.mutation import mutated_json
from tests.fuzz.targets import CORPUS, LONGEST, TARGETS

SLOWEST = 10
"""Seconds after which an answer is too late, on a busy machine, too."""


def main() -> int:
    """Fuzz every target, or the one named; 0 where nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", choices=[[], *TARGETS], help="the parsers to fuzz; all")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all of them together")
    parser.add_argument("--found", type=Path, help="where to keep what is found")
    parser.add_argument("--one", choices=TARGETS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    found = asked.found or Path(tempfile.mkdtemp(prefix="slatehouse-fuzz-"))
    if asked.one:
        _fuzz(asked.one, asked.minutes * 60, found)
    names = asked.target or list(TARGETS)
    ends = [_in_its_own_process(name, asked.minutes / len(names), found) for name in names]
    print(
        f"{sum(map(bool, ends))} of {len(ends)} parsers met something unforeseen; found things are in {found}"
    )
    return int(any(ends))


def _in_its_own_process(name: str, minutes: float, found: Path) -> int:
    print(f"fuzzing {name} for {minutes:.1f} minutes", flush=True)
    command = [
        sys.executable,
        "-m",
        "tests.fuzz",
        "--one",
        name,
        "--minutes",
        str(minutes),
        "--found",
        str(found),
    ]
    return subprocess.run(command, check=False).returncode


def _fuzz(name: str, seconds: float, found: Path) -> None:
    """Fuzz one target in this process, and end it."""
    import atheris

    with atheris.instrument_imports(include=["slatehouse", "falcon.media.multipart"]):
        for module in [each for each in sys.modules if each.startswith(("slatehouse", "tests.fuzz.targets"))]:
            del sys.modules[module]
        targets = importlib.import_module("tests.fuzz.targets")
    house, target = targets.House(Path(tempfile.mkdtemp()) / "site"), targets.TARGETS[name]
    # Its first byte chooses, so the text begins after it.
    start = 1 if name == "filter" else 0

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        changed = mutated_json(data[start:], seed) if seed % 4 and name in ("filter", "rpc") else None
        if changed is None or len(changed) >= longest:
            mutated: bytes = atheris.Mutate(data, longest)
            return mutated
        return data[:start] + changed

    work = found / f"{name}-corpus"
    work.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={int(seconds)}",
        f"-max_len={LONGEST}",
        f"-timeout={SLOWEST}",
        f"-artifact_prefix={found}/{name}-",
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    arguments = [sys.argv[0], *options, str(work), str(CORPUS / name)]
    atheris.Setup(arguments, lambda data: target(house, data), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
