"""Rules about what the scores mean."""
