"""Runs the official live tests in a process of their own, and says what came of them as one line of JSON.

Called with the folder that holds the package of the tests, its name, and `--unskipped` to run the tests that
their authors switched off.
"""

from __future__ import annotations

import json
import sys
import unittest
import warnings
from unittest import mock

__all__ = ["main"]


def main() -> None:
    folder, package, *options = sys.argv[1:]
    sys.path.insert(0, folder)
    names = [f"{package}.test_api", f"{package}.test_api_long"]
    if "--unskipped" in options:
        with mock.patch.object(unittest, "skip", lambda reason: lambda test: test):
            suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    else:
        suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    # A test that finds the server too old passes with a warning and tests nothing.
    warnings.filterwarnings("error", "Test bypassed")
    result = unittest.TextTestRunner(verbosity=1, warnings=None).run(suite)
    failed = [*result.failures, *result.errors]
    outcome = {
        "run": result.testsRun,
        "failed": sorted(_name(test) for test, _ in failed),
        "skipped": sorted(_name(test) for test, _ in result.skipped),
    }
    print(json.dumps(outcome))


def _name(test: unittest.TestCase) -> str:
    return test.id().partition(".")[2]


if __name__ == "__main__":
    main()
