"""What is worth telling, as values; log, metrics and Server-Timing are its readers."""
