"""`python -m masdar` is the `masdar` command."""

from masdar.cli import main

main()
