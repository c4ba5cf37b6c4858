"""The demo's server, and scripts that are run against it as a user would."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from tests.fixtures.commands import PATIENCE, Running
from tests.fixtures.demo import demo_folder, demo_server, drawn_demo

__all__ = ["demo_folder", "demo_server", "drawn_demo"]


class RunScript(Protocol):
    """`run_script(path, "--note", "4")`: in an empty folder, trusting the demo's authority."""

    def __call__(
        self, script: Path, *arguments: str, trusting: str | None = ...
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def run_script(demo_server: Running, tmp_path: Path) -> RunScript:
    def _run(
        script: Path, *arguments: str, trusting: str | None = str(demo_server.facts["authority"])
    ) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "REQUESTS_CA_BUNDLE"}
        if trusting:
            environment["REQUESTS_CA_BUNDLE"] = trusting
        return subprocess.run(
            [sys.executable, "-W", "error", script, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    return _run
