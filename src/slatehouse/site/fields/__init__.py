"""The verbs that change a site's schema: fields of its own, and what it makes of shipped ones."""
