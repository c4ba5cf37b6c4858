"""How questions are asked: a question becomes a plan, SQL text and how to read its rows."""
