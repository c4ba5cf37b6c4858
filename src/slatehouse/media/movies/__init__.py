"""What is made of a movie, so that people can look at it in a browser. It all runs in a child process."""
