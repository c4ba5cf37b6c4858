"""Our own tests: a package, so that one that a dependency brings along does not stand in their place."""
