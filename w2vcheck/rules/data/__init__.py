"""Rules about the texts and their labels."""
