"""Tells clients what the REST door answers: each call in words and shapes, and one document of all."""
