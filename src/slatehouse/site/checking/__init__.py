"""What the rows of a site say of its media, held against what is there; and mending what is not."""
