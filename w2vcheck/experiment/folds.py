"""Which rows an experiment trains and is tested on: the split as written, or what a remedy puts in its place."""

from dataclasses import dataclass

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.data.split import Split
from w2vcheck.experiment.evaluation import Fold

NETWORK_SEEDS = 3
"""Trainings of one network under different seeds, so that the start's luck stands in the interval."""
MOST_SEEDED_WORK = 3e10
"""Multiplications of one training up to which it is repeated under other seeds: seconds on one core."""


@dataclass(frozen=True, slots=True)
class Folds:
    """Pairs of training and test rows. `given` says that it is the one split as written, `says` how the rows are held out."""

    folds: tuple[Fold, ...]
    says: str
    given: bool

    @property
    def test_share(self) -> float:
        """Test rows of a fold by all its rows."""
        train, test = self.folds[0]
        return len(test) / (len(train) + len(test))


@provider("")
def folds(split: Split) -> Folds:
    """The split as written; unavailable where it has no test rows."""
    if not len(split.test):
        raise Unavailable("the split has no test rows")
    return Folds(((split.train, split.test),), split.says, given=True)
