"""What the whole suite shares: the rule about skips, a private PostgreSQL, fresh sites on both databases."""

pytest_plugins = [
    "tests.fixtures.skips",
    "tests.fixtures.cluster",
    "tests.fixtures.sites",
    "tests.fixtures.desk",
]
