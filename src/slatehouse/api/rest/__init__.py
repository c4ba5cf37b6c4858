"""The REST door, under /api/v1 and /api/v1.1."""
