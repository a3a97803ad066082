"""What an audit says: measures, findings, skips and crashes, as plain immutable values.

Rows count from 0 and mean data rows; lines and columns count from 1 and mean places in a file.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from w2vcheck.intervals import wilson
from w2vcheck.remedy import Remedy

if TYPE_CHECKING:
    from w2vcheck.exhibits.values import Exhibits  # made of measures and quotes, so it comes after this module


class Severity(StrEnum):
    """How bad a finding is. Ordered: the first is the worst."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure the evidence makes us. Ordered: the first is the surest."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Confidence).index(self)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: a line (from 1), a column of a table by name, a data row (from 0).

    In a script, `position` is the character in the line (from 1), `width` how many characters from there are meant,
    and `source` the line itself, without its end. In a notebook, `cell` counts over all cells from 0, `line` inside
    the cell, and `file_line` is the line of the file.

    `within` names what encloses a place in a script ("Net.forward", behind the id of a notebook's cell) and `syntax` is a digest
    of what stands there, whatever its layout: by these two a place is known again when its line has changed.
    """

    file: str | None = None
    line: int | None = None
    column: str | None = None
    row: int | None = None
    position: int | None = None
    width: int = 0
    source: str | None = None
    cell: int | None = None
    file_line: int | None = None
    within: str = field(default="", compare=False)
    syntax: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its interval.

    `low` and `high` bound a 95 % interval unless the docstring of the rule says otherwise; they equal
    `value` where the number is a count of everything there is. `unit` is "share" (in [0, 1]), "points" (a difference of
    shares, in [-1, 1]: 0.082 is 8.2 points), or what is counted: "words", "updates per word". `n` is the sample size behind
    it, and `scope` says of what: "all rows", "test rows", "words".
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    n: int
    scope: str = "all rows"

    @classmethod
    def share(cls, name: str, part: float, whole: int, *, effective: float | None = None, scope: str = "all rows") -> Self:
        """`part` of `whole` rows, with its 95 % Wilson interval.

        `effective` is the effective sample size where rows cluster (see `w2vcheck.intervals.kish`).
        """
        low, high = wilson(part / whole, whole if effective is None else effective) if whole else (0.0, 1.0)
        return cls(name, part / whole if whole else 0.0, low, high, "share", whole, scope)

    @classmethod
    def gain(
        cls, name: str, accuracy: float, majority: float, n: int, *, effective: float | None = None, scope: str = "all rows"
    ) -> Self:
        """What an accuracy adds to the majority class, by what there is to add: (accuracy - majority) / (1 - majority).

        The ends are those of the accuracy's 95 % Wilson interval over `n` rows, or `effective` ones; all are 0 where the
        majority class is everything.
        """
        if majority >= 1:
            return cls(name, 0.0, 0.0, 0.0, "of the possible gain", n, scope)
        ends = (accuracy, *wilson(accuracy, n if effective is None else effective))
        value, low, high = ((end - majority) / (1 - majority) for end in ends)
        return cls(name, value, low, high, "of the possible gain", n, scope)

    @classmethod
    def exact(cls, name: str, value: float, unit: str, n: int, *, scope: str = "all rows") -> Self:
        """A count or figure that has no sampling error."""
        return cls(name, float(value), float(value), float(value), unit, n, scope)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words taken from the user's data, with the row they stand in (None for a whole column or label).

    `is_name` says that they are the name of a class, a column or the like, which may be shown to those who may not see texts.
    """

    text: str
    row: int | None = None
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of proof: `says` is ours, `quotes` are the user's own data and must be neutralised when shown."""

    says: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What a finding is worth: accuracy as written and after its fix, and their paired difference."""

    accuracy_before: Measure
    accuracy_after: Measure
    difference: Measure


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` where `start` to `end` (characters, from 0) stands in a script, or in one `cell` of a notebook.

    A line feed in `text` becomes the line end that the file uses.
    """

    start: int
    end: int
    text: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the script that mends a finding: all of its edits together, or none.

    `says` is an imperative clause ("rename it to vector_size"). A `safe` fix keeps what the script means, or replaces what
    can only crash; any other may change what it computes.
    """

    says: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired.

    `message` is one sentence with the measured figure in it, `why` says in one or two sentences why that
    matters, `fix` what to do. `also` holds codes of general rules this one speaks for. `remedy` is the fix as the
    experiment can try it, `impact` what that is worth. `mending` is what `w2vcheck lint --fix` would do about it.
    `fingerprint` is what the finding is called from run to run; empty until the whole report is there.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    why: str
    fix: str
    measure: Measure | None = None
    locations: tuple[Location, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    also: tuple[str, ...] = ()
    impact: Impact | None = None
    mending: Fix | None = None
    remedy: Remedy | None = field(default=None, repr=False, compare=False)
    fingerprint: str = field(default="", repr=False, compare=False)

    def __repr__(self) -> str:
        """Short, for the failed assertions of tests; the fields say all of it."""
        return f"<{self.code} {self.name} ({self.severity}): {self.message!r}>"


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure together with the rule that took it; kept whether or not the rule fired."""

    code: str
    name: str
    measure: Measure
    fired: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule or an experiment that could not run, with the reason."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """A rule that failed inside; a defect of w2vcheck, not of the data."""

    code: str
    name: str
    error: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One baseline of the ladder.

    `name` is one of majority, random-vectors, word2vec, tfidf, logistic-regression. `how` says in words what was trained.
    `accuracy` and `macro_f1` carry 95 % intervals.
    """

    name: str
    title: str
    how: str
    accuracy: Measure
    macro_f1: Measure
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What training one experiment gave.

    `accuracy` and `macro_f1` are None where there are no classes to score; then `loss` and `loss_of_mean`
    (the loss of always predicting the training mean, same rows) tell the story. Losses are None for models without one.
    """

    name: str
    title: str
    how: str
    says: str
    accuracy: Measure | None
    macro_f1: Measure | None
    loss: float | None
    loss_of_mean: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall: the accuracy after this remedy and all before it.

    `name` is "as-written" for the first, "honest" for the last, else the name of the rule whose remedy it is, with its `code`.
    `sentence` says it for a newcomer.
    """

    name: str
    code: str
    accuracy: Measure
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`level` is the worst severity found, or "clean"; `headline` one plain sentence; `first` what to do first.

    A gate that failed although no finding explains it makes the level "error". `rest` is the part of the headline that says
    nothing of the findings.
    """

    level: str
    headline: str
    first: str
    rest: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """What was looked at: ready-made facts, in the order in which a reader wants them. Scripts have no `rows`."""

    source: str
    rows: int | None
    facts: tuple[tuple[str, str], ...]
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that somebody has accepted: it is told apart and fails nothing.

    `by` is "settings" (an entry under `[[accept]]`), "baseline" (it was there before) or "comment" (in a script). `until` is
    the day, as 2027-01-31, to which an entry of the settings holds; empty where it holds for good.
    """

    finding: Finding
    by: str
    reason: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """A demand on the figures themselves, such as --min-accuracy: `says` is one sentence with both figures."""

    name: str
    passed: bool
    says: str


class FindingsError(AssertionError):
    """What `Report.raise_for_findings` raises: one line a finding, so that a test that uses it says what is wrong."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an audit found out. `findings` are sorted: worst and surest first.

    `pipeline` is the honest experiment as a script, where one was asked for and could be written. `checked` are the codes of
    all rules that were asked for: what is neither found, skipped nor crashed was looked for and not there. `stale` says, a
    sentence each, what was once accepted and is there no longer, or no longer accepted. `exhibits` are what
    pictures are drawn from, where they were asked for.
    """

    subject: Subject
    verdict: Verdict
    findings: tuple[Finding, ...]
    measures: tuple[Measured, ...]
    skipped: tuple[Skipped, ...]
    crashed: tuple[Crashed, ...]
    ladder: tuple[Rung, ...]
    ladder_note: str
    experiments: tuple[Outcome, ...]
    warnings: tuple[str, ...]
    settings: dict[str, object] = field(default_factory=dict)
    waterfall: tuple[Step, ...] = ()
    pipeline: str = field(default="", repr=False)
    checked: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    gates: tuple[Gate, ...] = ()
    stale: tuple[str, ...] = ()
    exhibits: "Exhibits | None" = field(default=None, repr=False)

    def __repr__(self) -> str:
        """Short, for the failed assertions of tests; the fields say all of it."""
        codes = ", ".join(dict.fromkeys(one.code for one in self.findings)) or "nothing found"
        return f"<Report of {self.subject.source!r} ({self.verdict.level}): {codes}>"

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from w2vcheck.report.notebook import render

        return render(self)

    def at_least(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings at this severity or worse."""
        return tuple(finding for finding in self.findings if finding.severity.rank <= severity.rank)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail a run: as bad as the setting `fail_on` says, and as sure as `min_confidence`.

        What was read out of a script must be certain, unless the settings say otherwise.
        """
        fail_on = str(self.settings.get("fail_on", "error"))
        if fail_on == "never":
            return ()
        usual = Confidence.HIGH if self.subject.rows is None else Confidence.LOW
        least = Confidence(str(self.settings.get("min_confidence", usual)))
        return tuple(one for one in self.at_least(Severity(fail_on)) if one.confidence.rank <= least.rank)

    def raise_for_findings(self, severity: Severity | str = Severity.ERROR) -> Self:
        """Raise `FindingsError` where there is a finding at this severity or worse, or a gate failed; else return the report."""
        found = self.at_least(Severity(severity))
        failed = [gate for gate in self.gates if not gate.passed]
        if found or failed or self.crashed:
            lines = [f"{one.code} {one.name} ({one.severity}): {one.message} {one.fix}" for one in found]
            lines += [f"{gate.name}: {gate.says}" for gate in failed]
            lines += [f"{one.code} {one.name} failed inside w2vcheck: {one.error}" for one in self.crashed]
            raise FindingsError("\n".join(lines))
        return self
