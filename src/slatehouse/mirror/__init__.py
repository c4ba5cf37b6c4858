"""Copies of other sites: made, kept current, and compared, through a client of theirs."""
