"""Alembic's steps for the product's own tables."""
