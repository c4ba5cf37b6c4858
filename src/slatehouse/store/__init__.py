"""Where rows live: tables, transactions and migrations on SQLite and PostgreSQL; SQL runs here alone."""
