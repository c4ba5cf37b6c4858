"""Task templates: tasks that are made, and kept in step, after those of a template."""
