"""Webhooks: who is told of what happens on a site, and where."""
