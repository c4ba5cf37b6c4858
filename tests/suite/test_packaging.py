"""What is in the packages that are released, built as pip and PyPI's uploaders build them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from runpy import run_path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
APPLICATION = "slatehouse/api/web/application"
READ_BY_PACKAGE_MANAGERS = (
    *("web/package.json", "web/package-lock.json", "web/.npmrc"),
    *("constraints.txt", "pyproject.toml", "Makefile", ".ci/run", "hatch_build.py", "web/npm.py"),
)


def built(target: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=600)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    with ZipFile(built("wheel", tmp_path_factory.mktemp("wheel"))) as made:
        return set(made.namelist())


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    with tarfile.open(built("sdist", tmp_path_factory.mktemp("sdist"))) as made:
        return {name.partition("/")[2] for name in made.getnames()}


def test_a_wheel_has_the_web_application_and_none_of_its_sources(wheel: set[str]) -> None:
    assert f"{APPLICATION}/index.html" in wheel
    scripts = {name for name in wheel if name.startswith(f"{APPLICATION}/assets/") and name.endswith(".js")}
    assert scripts and {f"{name}.br" for name in scripts if "index-" in name} <= wheel
    assert not [name for name in wheel if name.endswith((".tsx", "npm.py")) or "node_modules" in name]


def test_a_source_distribution_has_its_sources_and_what_builds_them(sdist: set[str]) -> None:
    needed = {"hatch_build.py", "web/npm.py", "web/package-lock.json", "web/.npmrc", "web/src/main.tsx"}
    assert needed <= sdist
    assert not [name for name in sdist if "node_modules" in name or APPLICATION in name]


def test_a_build_that_is_older_than_any_of_its_sources_is_none(tmp_path: Path) -> None:
    hook = run_path(str(ROOT / "hatch_build.py"))
    made, deep, package = tmp_path / "index.html", tmp_path / "src" / "a" / "b.tsx", tmp_path / "node_modules"
    deep.parent.mkdir(parents=True)
    package.mkdir()

    def is_current() -> bool:
        sources = [each for each in hook["sources_in"](tmp_path) if each != made]
        return bool(hook["is_current"](made, sources))

    for number, path in enumerate((package / "react.js", deep, made)):
        assert not is_current()
        path.write_text("")
        os.utime(path, (number, number))
    assert is_current()
    os.utime(package / "react.js", (9, 9))
    assert is_current()
    os.utime(deep, (9, 9))
    assert not is_current()


@pytest.mark.parametrize("name", READ_BY_PACKAGE_MANAGERS)
def test_packages_come_from_wherever_the_machine_gets_them(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    assert not [line for line in lines if "://" in line and ("registry" in line or "index" in line)]
    assert not [
        line for line in lines if line.startswith(("-i ", "--index", "--extra-index", "--find-links"))
    ]


def test_the_lock_file_names_no_place() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert len(packages) > 20
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)
