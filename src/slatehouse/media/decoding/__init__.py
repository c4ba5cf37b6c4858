"""Files as pictures for people: one module for each library that reads them, and which reads what."""
