"""Pages for people: what a browser shows, and the files that it needs for it."""
