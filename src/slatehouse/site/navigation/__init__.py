"""The tree in which people look for their work: projects, types, groups and rows (contract rest/60)."""
