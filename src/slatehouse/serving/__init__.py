"""A WSGI application as a running server: its lock, port, processes and end."""
