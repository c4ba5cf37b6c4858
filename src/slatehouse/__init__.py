"""Slatehouse: an open, self-hosted production-tracking server."""

__all__ = ["__version__"]

__version__ = "0.1.0"
