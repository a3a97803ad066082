"""A first configuration for a folder: what is guessed about it, and how that is written down."""
