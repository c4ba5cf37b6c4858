"""The verbs of a site: find, create, update, retire, revive, upload; and what is special about each entity type."""
