"""`python -m slatehouse` is the `slatehouse` command."""

from slatehouse.cli.main import main

main()
