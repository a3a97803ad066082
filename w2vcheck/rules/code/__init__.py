"""Rules about scripts and notebooks: reproducibility and APIs."""
