"""Runs the tests of relations against every mutant, and lists those that none noticed: none should be."""

from __future__ import annotations

import sys
from time import monotonic

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.mutants import Mutant, mutants, raise_if_one_answers

TESTS = ("tests/schema/data_types/test_relations_sql.py", "tests/schema/data_types/test_arity.py")


class Mutator:
    """A pytest plugin that runs what was collected once for each mutant, until a test fails."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self.survivors: list[Mutant] = []
        self.killed = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of the ordinary run."""
        for mutant in mutants():
            if self._names and mutant.data_type not in self._names:
                continue
            self._try(mutant, session.items)
        return True

    def _try(self, mutant: Mutant, items: list[pytest.Item]) -> None:
        # The tests that name the data type come first: one of them is likely to notice.
        nearest_first = sorted(items, key=lambda item: mutant.data_type not in item.nodeid)
        with mutant.in_place():
            if any(_fails(item) for item in nearest_first):
                self.killed += 1
            else:
                self.survivors.append(mutant)


def _fails(item: pytest.Item) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False))


def main(names: list[str]) -> None:
    """All data types, or those named."""
    raise_if_one_answers()
    mutator = Mutator(set(names))
    started = monotonic()
    # The product is imported already, so that its pytest plugin cannot be rewritten, and need not be.
    quietly = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    arguments = ["-qq", "--no-header", "-p", "no:cacheprovider", "-n", "0", *quietly, *TESTS]
    if pytest.main(arguments, plugins=[mutator]) not in (
        pytest.ExitCode.OK,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    ):
        sys.exit("the tests cannot be collected")
    for survivor in mutator.survivors:
        sys.stdout.write(f"{survivor}\n")
    counts = f"{mutator.killed} mutants noticed, {len(mutator.survivors)} survived"
    sys.stdout.write(f"{counts}, in {monotonic() - started:.0f} s\n")
    sys.exit(bool(mutator.survivors))


main(sys.argv[1:])
