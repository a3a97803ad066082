"""The classifier as configured, and its network."""
