"""Files of other programs become rows of a site, through `client/`: sheets in `sheets/`, edits in `cuts/`.

What would change is found out first, as `Change` values; nothing is written before all of a file has been
read.
"""
