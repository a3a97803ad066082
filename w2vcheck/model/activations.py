"""What the functions behind the last layer can produce."""

from math import inf

RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "log_softmax": (-inf, 0.0), "relu": (0.0, inf), "tanh": (-1.0, 1.0)}
"""The least and the greatest value, by the name of the configuration."""
