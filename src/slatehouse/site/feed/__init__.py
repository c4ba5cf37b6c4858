"""Following the changes of a site: what is told of them, to whom, and how far somebody has come."""
