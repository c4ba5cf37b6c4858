"""Edits, as editing systems write them, become sequences, shots and cuts."""
