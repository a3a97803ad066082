"""Where the label is a number there is no accuracy to walk down; the training loss tells what each remedy does."""

from collections.abc import Sequence
from dataclasses import replace

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.target import Classes
from w2vcheck.experiment.as_written import AsWritten, loss_in_words
from w2vcheck.experiment.waterfall import varied
from w2vcheck.results import Finding, Outcome, Severity


def losses(store: Store, findings: Sequence[Finding]) -> tuple[Outcome, ...]:
    """The experiment as written, and with the remedies of the findings one after the other, in their order.

    Where there are classes the waterfall tells that story in accuracies: then only the first. Unavailable where the experiment
    cannot be trained as written.
    """
    written = store.get(AsWritten).outcome
    if store.find(Classes) is not None:
        return (written,)
    outcomes, applied = [written], set()
    offered = [(one, one.remedy) for one in findings if one.remedy is not None and one.severity is not Severity.NOTE]
    for finding, remedy in sorted(offered, key=lambda pair: pair[1].stage):
        if remedy.says in applied:
            continue
        try:
            following = varied(store, remedy)
            mended = following.get(AsWritten).outcome
        except Unavailable:  # most remedies need classes
            continue
        if mended.loss is None or mended.loss == outcomes[-1].loss:  # it changes what this story is not about
            continue
        says = loss_in_words(mended.loss, mended.loss_of_mean)
        outcomes.append(replace(mended, name=finding.name, title=remedy.says, says=f"{finding.code} mended. {says}"))
        applied.add(remedy.says)
        store = following
    return tuple(outcomes)
