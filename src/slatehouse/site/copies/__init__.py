"""A site as a copy of another: rows under their own ids, as they are there, past the rules but not past the
data types. What is made of another site's answers belongs to whoever asks it; this room knows no network."""
