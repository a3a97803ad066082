"""A torch module from `--model` as the experiment as written."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.experiment.as_written import Inputs
from w2vcheck.experiment.folds import MOST_SEEDED_WORK, NETWORK_SEEDS, Folds
from w2vcheck.experiment.own import Own
from w2vcheck.experiment.rematch import Rematch
from w2vcheck.model.live import Factory
from w2vcheck.wording import count


@provider("preparing your model")
def of_module(factory: Factory, rematch: Rematch | None, inputs: Inputs | None, folds: Folds | None) -> Own:
    """The module that the factory makes, trained by copies: on the trial, so that what a remedy changes of it is trained too.

    Epochs and batches are those of `[classifier]`, else the defaults there.
    """
    if rematch is None or inputs is None:
        return Own(factory.says, factory.says, _without_rows)
    trial, known, matrix = rematch.trial, rematch, inputs.matrix

    @cache
    def answer(seed: int) -> NDArray[np.int32]:
        import torch

        known.check_affordable(1)
        module = known.written(seed).module
        with torch.no_grad():
            return trial.decide(module(torch.as_tensor(matrix, dtype=torch.float32)))

    several = folds is not None and len(folds.folds) == 1 and known.work() <= MOST_SEEDED_WORK
    batches = "all rows at once" if trial.batch_size is None else f"batches of {trial.batch_size:,}"
    how = f"{trial.says}, {trial.optimizer_says}, {count(trial.epochs, 'epochs')} in {batches}, on {inputs.says}"
    return Own(trial.says, how, answer, NETWORK_SEEDS if several else 1)


def _without_rows(_: int) -> NDArray[np.int32]:
    raise Unavailable("a module on these data needs classes, and texts with word vectors or feature columns")
