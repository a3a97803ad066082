"""Word vectors: the training budget, training, averaging, geometry."""
