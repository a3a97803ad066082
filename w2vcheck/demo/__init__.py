"""Example data that comes with the package: help-desk messages, clean and faulty, and the founding case."""
