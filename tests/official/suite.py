"""Runs the official live tests in a process of their own, and says what came of them as one line of JSON.

Called with the folder that holds the package of the tests, its name, and `--unskipped` to run the tests that
their authors switched off, or `--others` for those that ask a server for nothing but what it is.
"""

from __future__ import annotations

import json
import sys
import unittest
import warnings
from collections.abc import Iterator
from unittest import mock

__all__ = ["main"]

_LIVE = ("test_api", "test_api_long")
_OTHERS = ("test_client", "test_proxy", "test_unit", "test_mockgun.TestMockgunModuleInterface")
# What needs the internet. The rest of `test_mockgun` needs files that the distribution does not carry.
_LEFT_OUT = ("test_unit.TestCerts",)


def main() -> None:
    folder, package, *options = sys.argv[1:]
    sys.path.insert(0, folder)
    names = [f"{package}.{name}" for name in (_OTHERS if "--others" in options else _LIVE)]
    if "--unskipped" in options:
        with mock.patch.object(unittest, "skip", lambda reason: lambda test: test):
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    else:
        suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    # A test that finds the server too old passes with a warning and tests nothing.
    warnings.filterwarnings("error", "Test bypassed")
    wanted = unittest.TestSuite(test for test in _tests(suite) if not _name(test).startswith(_LEFT_OUT))
    result = unittest.TextTestRunner(verbosity=1, warnings=None).run(wanted)
    failed = [*result.failures, *result.errors]
    outcome = {
        "run": result.testsRun,
        "failed": sorted(_name(test) for test, _ in failed),
        "skipped": sorted(_name(test) for test, _ in result.skipped),
    }
    print(json.dumps(outcome))


def _tests(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from _tests(each)
        else:
            yield each


def _name(test: unittest.TestCase) -> str:
    return test.id().partition(".")[2]


if __name__ == "__main__":
    main()
