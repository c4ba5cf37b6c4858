"""What is special about one entity type: one module each, and a line in the register."""
