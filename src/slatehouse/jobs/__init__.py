"""Work after the answer, done by a worker process."""
