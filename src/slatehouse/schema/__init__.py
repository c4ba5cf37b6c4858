"""What can be recorded: data types, fields, entity types and the live schema of a site."""
