"""What the whole suite shares: the rule about skips, a private PostgreSQL, fresh sites on both databases."""

import gc
import os

from hypothesis import settings

from tests.fixtures.tries import tries

# Where it is set, each of the many processes that tests start would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes is the machine's business: on a busy one any takes too long.
settings.register_profile("patient", deadline=None, max_examples=tries(40))
settings.load_profile("patient")

pytest_plugins = [
    "tests.fixtures.skips",
    "tests.fixtures.cluster",
    "tests.fixtures.sites",
    "tests.fixtures.desk",
    "tests.fixtures.bucket",
]

# What is collected stays: to look again and again whether it is needed takes half of the collection's time,
# and some of that of the tests.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    # Libraries tell of what is never given back.
    gc.unfreeze()
