"""What the whole suite shares: the rule about skips, a private PostgreSQL, fresh sites on both databases."""

import os

# Where it is set, each of the many processes that tests start would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = [
    "tests.fixtures.skips",
    "tests.fixtures.cluster",
    "tests.fixtures.sites",
    "tests.fixtures.desk",
    "tests.fixtures.bucket",
]
