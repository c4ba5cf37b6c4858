"""What both doors share of HTTP, and the application that holds them."""
