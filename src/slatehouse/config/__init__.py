"""The settings of a site: read, explained and written; imports nothing of the other rooms."""
