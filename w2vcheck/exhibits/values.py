"""What the pictures of a report show, as plain immutable values: bounded in size, the same for the same input and seed.

Words and texts of the user stand here as `Quote` and nowhere else; names of classes and columns are plain strings.
"""

from dataclasses import dataclass

from w2vcheck.results import Measure, Quote


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The accuracy of the plain baseline with so many training `rows`."""

    rows: int
    accuracy: Measure


@dataclass(frozen=True, slots=True)
class Curve:
    """The learning curve, from few rows to all. `gain` is what the last doubling of the rows gave; `majority` in [0, 1]."""

    points: tuple[CurvePoint, ...]
    gain: Measure
    majority: float
    title: str


@dataclass(frozen=True, slots=True)
class Spectrum:
    """How the variance of the word vectors is spread over their principal axes.

    `shares` are those of the first axes, largest first, in [0, 1]; `participation` is the number of directions in use, from 1
    to `size`. Below `collapsed` the vectors point one way, below `under_trained` they were hardly trained; from `healthy[0]` to
    `healthy[1]` lie vectors that work, and at `random` independent random numbers of this shape.
    """

    shares: tuple[float, ...]
    words: int
    size: int
    participation: float
    collapsed: float
    under_trained: float
    healthy: tuple[float, float]
    random: float
    source: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One text (or row of features) on the map: its place, the position of its class in `names`, its row.

    `copied` says that it is a test row and stands among the training rows as well, letter by letter or almost.
    """

    x: float
    y: float
    group: int
    row: int
    test: bool
    copied: bool


@dataclass(frozen=True, slots=True)
class DocumentMap:
    """The first two principal axes of a sample of the rows.

    `names` are the largest classes; a `group` of `len(names)` is any other class. `shares` of the variance lie along the two
    axes. `total` rows were there to draw from, `how` says what the coordinates are made of.
    """

    dots: tuple[Dot, ...]
    names: tuple[str, ...]
    shares: tuple[float, float]
    total: int
    how: str


@dataclass(frozen=True, slots=True)
class Confused:
    """`rows` of the class `truth` were answered with `answer`."""

    truth: str
    answer: str
    rows: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Which class was answered with which: `counts[truth][answer]`, both in the order of `names`.

    Of many classes those with the most mistakes are shown, and the last name stands for the `others` left. `rounds` is how
    often a row was answered, under several folds. `worst` are the most frequent mistakes, over all classes.
    """

    title: str
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    others: int
    answers: int
    rounds: int
    worst: tuple[Confused, ...]
    says: str


@dataclass(frozen=True, slots=True)
class ClassRows:
    """Rows of a class, and how many of them train and test."""

    name: str
    rows: int
    train: int
    test: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The largest classes; `more` classes with `more_rows` are left."""

    classes: tuple[ClassRows, ...]
    labelled: int
    more: int
    more_rows: int


@dataclass(frozen=True, slots=True)
class MarkingWord:
    """A word that marks a class: rows of the class with it, and rows of all other classes. `z` is how surely it does.

    `z` is the log-odds ratio by its standard error, with a prior drawn from all rows (Monroe, Colaresi and Quinn, 2008).
    """

    word: Quote
    own: int
    others: int
    z: float


@dataclass(frozen=True, slots=True)
class MarkedClass:
    """The words that mark a class of `rows` training rows, beside `rest` training rows of other classes."""

    name: str
    rows: int
    rest: int
    words: tuple[MarkingWord, ...]


@dataclass(frozen=True, slots=True)
class MarkingWords:
    """The largest of `n_classes` classes with the words that mark them."""

    classes: tuple[MarkedClass, ...]
    n_classes: int


@dataclass(frozen=True, slots=True)
class Side:
    """One text of a pair: what it says, whether it trains or tests ("train", "test", or "" for neither), its label."""

    text: Quote
    part: str
    label: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are equal or almost so; `similarity` is the Jaccard index of their word shingles, in [0, 1]."""

    left: Side
    right: Side
    similarity: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Some of the near duplicates. `across` of `test` test rows have one among the training rows."""

    pairs: tuple[Pair, ...]
    across: int
    test: int


@dataclass(frozen=True, slots=True)
class Absent:
    """An exhibit that could not be made, by the name of its field, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What there is to show; what could not be made is None and stands among the `absent`. `scope` says of which rows."""

    curve: Curve | None = None
    spectrum: Spectrum | None = None
    documents: DocumentMap | None = None
    confusion: Confusion | None = None
    balance: Balance | None = None
    marking: MarkingWords | None = None
    pairs: Pairs | None = None
    absent: tuple[Absent, ...] = ()
    scope: str = "all rows"
