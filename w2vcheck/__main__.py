"""`python -m w2vcheck`."""

from w2vcheck.cli import main

main()
