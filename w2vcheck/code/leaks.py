"""What is learnt from rows that a score is taken on later."""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.code.evaluations import Evaluations, Fit, Score, model_of
from w2vcheck.code.rows import TEST_SIDES, Rows
from w2vcheck.code.values import Value, ancestors

_TRANSFORMS = ("transform", "fit_transform", "fit_resample")


@dataclass(frozen=True, slots=True)
class Leak:
    """A fit on rows that hold the rows of a score, and the score; `own` when it was fitted on the test rows themselves."""

    fit: Fit
    score: Score
    own: bool


def leaks(found: Evaluations, kind: str) -> Iterator[Leak]:
    """For every fit of this kind the first score whose rows it has seen, and whose features come from it."""
    told: set[object] = set()
    for fit in found.fits:
        if fit.kind != kind or not fit.rows or fit.event.value.node in told:
            continue
        for score in found.scores:
            if score.event.order <= fit.event.order:
                continue
            own = _sees(fit, score)
            if own is None or not any(_comes_from(data, fit) for data in score.data):
                continue
            told.add(fit.event.value.node)
            yield Leak(fit, score, own)
            break


def _sees(fit: Fit, score: Score) -> bool | None:
    """Whether a fit has seen the rows of a score: False, or True where it saw nothing else; None where it has not."""
    for seen in fit.rows:
        for tested in score.rows:
            if not seen.holds(tested):
                continue
            if score.folds:
                return False
            later = tested.path[len(seen.path) :]
            if any(side in TEST_SIDES for _, side in later):
                return False
            if seen == tested and tested.is_held_out and _last(tested) in TEST_SIDES:
                return len(fit.rows) == 1
    return None


def _last(rows: Rows) -> str:
    return rows.path[-1][1] if rows.path else ""


def _asks(value: Value) -> bool:
    """Whether a value is what a transformer makes of data, or something that it has learnt, such as `idf_`."""
    transformed = value.kind == "method" and value.name in _TRANSFORMS
    return transformed or (value.kind == "attribute" and value.name.endswith("_"))


def _comes_from(data: Value, fit: Fit) -> bool:
    """Whether a value was made with what this fit has learnt."""
    for one in ancestors(data):
        if fit.kind == "vectors":
            if one is fit.what:
                return True
        elif one.owner is not None and _asks(one) and model_of(one.owner) is fit.what:
            return True
    return False
