"""The verbs of a site: find, create, update, retire, revive, upload; and the rules of each entity type."""
