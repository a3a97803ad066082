"""Reading scripts and notebooks without running them."""
