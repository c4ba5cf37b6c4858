"""Which version of the service's protocols is spoken here."""

__all__ = ["SPOKEN_VERSION"]

SPOKEN_VERSION = (8, 90, 0)
"""Clients switch features on by it (python-api/transport §5)."""
