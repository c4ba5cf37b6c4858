"""The door of the Python API: one address for all methods, and forms for files (contract python-api)."""
