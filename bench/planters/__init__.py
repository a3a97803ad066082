"""Planters: one function a rule at least, in the module of its family.

A new rule gets its planter there; nothing else has to be told about it. A rule without one is named in RESULTS.md.
"""

from planters import data, embedding, evaluation, model, split, vectors
from planters.planting import PLANTERS, Clean, Planted, Planter, key, table

__all__ = [
    "PLANTERS",
    "Clean",
    "Planted",
    "Planter",
    "data",
    "embedding",
    "evaluation",
    "key",
    "model",
    "split",
    "table",
    "vectors",
]
