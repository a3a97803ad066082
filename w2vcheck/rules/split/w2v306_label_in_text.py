"""
## What it checks
Words that give the label away: the name of the class inside its texts, any single word that marks a class, and
one word for each class together.

## Why it matters
A folder name, a tag, a footer or a template that came into the text together with the label is missing in use.
The model learns that word and little else.

## How it is measured
Class names: the words of a name ("GetWeather" is "get weather"), of three letters or more, without those that
most names share. The rule "the class whose whole name stands in the text, else the most frequent class of such
texts" is compared with always answering the most frequent class; the measure is its normalised gain, (accuracy -
majority) / (1 - majority), with the Wilson interval of that accuracy carried over (copies of a text count as one
cluster, Kish). A note when the lower end is at least .2, or when one class has its name in 80 % of its texts and
others have it in at most 2 %; a warning from .3, an error from .8.

Words: each of the 5,000 most frequent words that stand in at least ten rows and 1 % of the rows alone predicts
the label, present or absent, four-fold cross-validated. The best of them must gain more than the best of all
words does in each of 99 shuffles of the labels. A note when the lower end of its gain is at least .3, a warning
from .5, an error from .8; .3 and .8 are deepchecks' cuts for one text property and one feature.

One word for each class: of three classes or more, none is told by one word alone. So the word that speaks best
for each class is chosen (in ten rows at least; most rows of the class beyond those of others), and the list "the
class whose word stands in the text, of several the surest, else the most frequent class of such texts" is
cross-validated, words and order learnt on the other folds. It must gain more than lists chosen anew after each
of 99 shuffles. An error from .8; a warning from .5, but only where each word, of all classes but one, stands in
half of its own texts and at most 2 % of the others.

A leaked marker and a word that is the topic look alike; the gain tells them apart roughly. Ordinary words of
public sets reach .35 ("vs" in reports of earnings, "you" in headlines that bait), and the names of topics .18.
Seven words for seven commands to an assistant ("play", "weather", "rate") reach .63 together, but stray into
other texts. No honest words get four fifths of what there is to gain, so only that is an error.

## Fix
Look at the rows shown. If the word came with the label, remove it from the texts.

## When to ignore it
When the word is the topic and will stand in new texts as well, such as "excel" in questions about Excel.

## References
- deepchecks, "Property Label Correlation" and "Feature Label Correlation" (cuts).
- Ojala and Garriga, JMLR 11, 2010 (permutation tests); Westfall and Young, Resampling-Based Multiple Testing,
  1993 (the null of the maximum).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.class_markers import ClassMarkers, Marker
from w2vcheck.data.corpus import Corpus, Keys
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.target import Classes
from w2vcheck.data.token_gains import ClassNames, NamedClass, TokenGain, TokenGains
from w2vcheck.experiment.remedies import without_words
from w2vcheck.intervals import effective_rows
from w2vcheck.results import Confidence, Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.wording import listing, percent

RULE = Rule(
    code="W2V306",
    name="label-in-text",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="A word, the name of the class, or one word for each class gives the label away",
    why="A word that came into the text together with the label is missing in use; the model learns it and little else.",
    fix="Look at these rows: if the word came with the label, remove it from the texts.",
)


@dataclass(frozen=True)
class Options:
    """Cuts on the lower end of the gain, on the shares of one class and of the others, and on p."""

    note_name_from: float = 0.2
    warn_name_from: float = 0.3
    note_from: float = 0.3
    warn_from: float = 0.5
    error_from: float = 0.8
    own_share_from: float = 0.8
    own_share_of_marker_from: float = 0.5
    other_share_below: float = 0.02
    p_below: float = 0.011


def measured(name: str, accuracy: float, majority: float, keys: Keys, classes: Classes) -> Measure:
    """The gain over the majority class, with the interval of its accuracy carried over."""
    rows = classes.labelled
    effective = effective_rows(keys.codes[rows])
    return Measure.gain(name, accuracy, majority, len(rows), effective=effective, scope="labelled rows")


def severity_of(low: float, note: float, warn: float, error: float) -> Severity | None:
    """The severity for the lower end of a gain; None below `note`."""
    cuts = ((error, Severity.ERROR), (warn, Severity.WARNING), (note, Severity.NOTE))
    return next((severity for cut, severity in cuts if low >= cut), None)


def marked(named: NamedClass, options: Options) -> bool:
    """Whether nearly all rows of one class, and nearly no others, hold its name."""
    own = Measure.share("", named.own, named.n_own)
    others = Measure.share("", named.others, named.n_others)
    return own.low >= options.own_share_from and others.high <= options.other_share_below


def _name_severity(names: ClassNames, low: float, options: Options) -> Severity | None:
    severity = severity_of(low, options.note_name_from, options.warn_name_from, options.error_from)
    return severity or (Severity.NOTE if any(marked(named, options) for named in names.named) else None)


@RULE.check
def check_names(
    data: Dataset, corpus: Corpus, keys: Keys, classes: Classes, names: ClassNames, options: Options
) -> Iterator[Result]:
    """Judge how far the class names alone lead."""
    measure = measured("gain of the class names over the majority class", names.accuracy, names.majority, keys, classes)
    yield measure
    severity = _name_severity(names, measure.low, options)
    if severity is None:
        return
    worst = sorted(names.named, key=lambda one: one.others / max(1, one.n_others) - one.own / max(1, one.n_own))[:3]
    first = worst[0]
    yield RULE.finding(
        f"The class name {classes.names[first.class_code]!r} stands in {percent(first.own / first.n_own)} of its own texts and "
        f"in {percent(first.others / max(1, first.n_others))} of the others; class names alone predict "
        f"{percent(names.accuracy)} of the labels (the most frequent class is {percent(names.majority)}).",
        severity=severity,
        confidence=Confidence.HIGH if severity is Severity.ERROR else Confidence.MEDIUM,
        measure=measure,
        locations=data.places(first.rows[:2].tolist(), corpus.column),
        evidence=(
            *(
                Evidence(
                    f"{percent(one.own / max(1, one.n_own))} of its texts, {percent(one.others / max(1, one.n_others))} of the "
                    f"others hold",
                    (Quote(" ".join(one.words), is_name=True),),
                )
                for one in worst
            ),
            Evidence("for example", data.quotes(first.rows.tolist(), corpus.column)),
        ),
        remedy=without_words(sorted({word for one in names.named for word in one.words})),
    )


@RULE.check
def check_words(
    data: Dataset,
    corpus: Corpus,
    keys: Keys,
    classes: Classes,
    gains: TokenGains,
    names: ClassNames | None,
    markers: ClassMarkers | None,
    options: Options,
) -> Iterator[Result]:
    """Judge the strongest word, unless it is a class name, or one of the words for each class, that has been judged."""
    if not gains.gains:
        yield Measure.exact("words frequent enough to mark a class", 0, "words", gains.n, scope="labelled rows")
        return
    best = gains.gains[0]
    measure = measured("gain of the strongest word over the majority class", best.accuracy, gains.majority, keys, classes)
    yield measure
    severity = severity_of(measure.low, options.note_from, options.warn_from, options.error_from)
    if severity is None or gains.p > options.p_below:
        return
    if names is not None and _said(best, names, severity, measured("", names.accuracy, names.majority, keys, classes), options):
        return
    told = markers and _marker_severity(markers, measured("", markers.accuracy, markers.majority, keys, classes).low, options)
    if told and told.rank <= severity.rank:
        return
    strong = [one.token for one in gains.gains[1:] if one.gain >= options.note_from]
    yield RULE.finding(
        f"The word {best.token!r} alone predicts {percent(best.accuracy)} of the labels; the most frequent class is "
        f"{percent(gains.majority)}.",
        severity=severity,
        confidence=Confidence.HIGH if severity is Severity.ERROR else Confidence.MEDIUM,
        measure=measure,
        locations=data.places(best.rows[:2].tolist(), corpus.column),
        evidence=(
            Evidence(
                f"{percent(best.own)} of the texts of {classes.names[best.class_code]!r} and "
                f"{percent(best.others)} of the others hold",
                (Quote(best.token),),
            ),
            Evidence(
                f"the largest gain of any of {gains.tested:,} words among {gains.permutations} shuffles of the labels was "
                f"{max(0.0, gains.null):.2f}"
            ),
            *((Evidence("nearly as strong:", tuple(Quote(token) for token in strong)),) if strong else ()),
            Evidence("for example", data.quotes(best.rows.tolist(), corpus.column)),
        ),
        remedy=without_words([best.token, *(one.token for one in gains.gains[1:] if one.gain >= options.warn_from)]),
    )


def _said(best: TokenGain, names: ClassNames, severity: Severity, measure: Measure, options: Options) -> bool:
    """Whether the class names have been reported, as badly, with this word among them."""
    told = _name_severity(names, measure.low, options)
    is_name = any(best.token.lower() in named.words for named in names.named)
    return is_name and told is not None and told.rank <= severity.rank


def apart(marker: Marker, options: Options) -> bool:
    """Whether this word stands in half of the texts of its class and in nearly no others."""
    own = Measure.share("", marker.own, marker.n_own)
    others = Measure.share("", marker.others, marker.n_others)
    return own.low >= options.own_share_of_marker_from and others.high <= options.other_share_below


def _marker_severity(markers: ClassMarkers, low: float, options: Options) -> Severity | None:
    """The severity for one word for each class: honest words may come far together, but stray."""
    if markers.p > options.p_below:
        return None
    if low >= options.error_from:
        return Severity.ERROR
    clean = sum(apart(marker, options) for marker in markers.markers)
    return Severity.WARNING if low >= options.warn_from and clean >= markers.n_classes - 1 else None


@RULE.check
def check_markers(
    data: Dataset,
    corpus: Corpus,
    keys: Keys,
    classes: Classes,
    markers: ClassMarkers,
    names: ClassNames | None,
    options: Options,
) -> Iterator[Result]:
    """Judge how far one word for each class leads, unless the class names have been judged as badly."""
    if not markers.markers:
        yield Measure.exact("words frequent enough to mark a class", 0, "words", markers.n, scope="labelled rows")
        return
    measure = measured(
        "gain of one word for each class over the majority class", markers.accuracy, markers.majority, keys, classes
    )
    yield measure
    severity = _marker_severity(markers, measure.low, options)
    if severity is None:
        return
    named = names and _name_severity(names, measured("", names.accuracy, names.majority, keys, classes).low, options)
    if named and named.rank <= severity.rank:
        return
    strongest = sorted(markers.markers, key=lambda one: one.others / one.n_others - one.own / one.n_own)
    yield RULE.finding(
        f"One word for each class predicts {percent(markers.accuracy)} of the labels: "
        f"{listing([one.token for one in strongest], 3)}; the most frequent class is {percent(markers.majority)}.",
        severity=severity,
        confidence=Confidence.HIGH if severity is Severity.ERROR else Confidence.MEDIUM,
        measure=measure,
        locations=data.places([int(one.rows[0]) for one in strongest[:2]], corpus.column),
        evidence=(
            *(
                Evidence(
                    f"{percent(one.own / one.n_own)} of the texts of {classes.names[one.class_code]!r} and "
                    f"{percent(one.others / one.n_others)} of the others hold",
                    (Quote(one.token),),
                )
                for one in strongest[:3]
            ),
            Evidence(
                f"the largest gain of words chosen anew after each of {markers.permutations} shuffles of the labels was "
                f"{max(0.0, markers.null):.2f}"
            ),
            Evidence("for example", data.quotes([int(one.rows[0]) for one in strongest[:3]], corpus.column)),
        ),
        remedy=without_words([one.token for one in strongest]),
    )
