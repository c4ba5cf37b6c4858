"""What can be wrong with a configuration; each message is one line that says what to do."""

__all__ = ["ConfigError", "NotASite"]


class ConfigError(Exception):
    """A file, key or value that cannot be used; the message names it and what is legal."""


class NotASite(ConfigError):
    """A folder without a `slatehouse.toml`."""
