"""Doors into other tools, each imported by its own path and only by those who use that tool."""
