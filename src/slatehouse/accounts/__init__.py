"""Who is asking: people, scripts, tokens and what each may do."""
