"""Whether a site is as another: read row by row on both sides, and nothing changed."""
