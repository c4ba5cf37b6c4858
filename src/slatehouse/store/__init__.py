"""Where rows live: tables made from the schema, SQLite and PostgreSQL, transactions and migrations."""
