"""Rules about splits and leakage."""
