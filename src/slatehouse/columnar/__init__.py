"""What the values of fields are in columns of Arrow, for whoever exports rows: the client and whole sites."""
