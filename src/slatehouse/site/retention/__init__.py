"""What is removed for good once it has been kept as long as the settings say; unasked nothing ever is."""
