"""Generated exhibits, with text that means harm wherever a word, a text or a class of the user stands."""

from hypothesis import strategies as st
from report_strategies import texts

from w2vcheck.exhibits.values import (
    Absent,
    Balance,
    ClassRows,
    Confused,
    Confusion,
    Curve,
    CurvePoint,
    DocumentMap,
    Dot,
    Exhibits,
    MarkedClass,
    MarkingWord,
    MarkingWords,
    Pair,
    Pairs,
    Side,
    Spectrum,
)
from w2vcheck.results import Measure, Quote


def _exhibits() -> st.SearchStrategy[Exhibits]:
    """Exhibits in which each is there or not, in the ranges in which they are made."""
    share, rows = st.floats(0, 1), st.integers(0, 100_000)
    accuracy = share.map(lambda value: Measure("accuracy", value, value / 2, (1 + value) / 2, "share", 300, "test rows"))
    quotes = st.builds(Quote, texts, st.none() | rows)
    points = st.lists(st.builds(CurvePoint, st.integers(1, 10**6), accuracy), min_size=1, max_size=3).map(tuple)
    gain = share.map(lambda value: Measure("gain", value, value - 0.1, value + 0.1, "points", 300, "test rows"))
    directions = st.floats(1, 300)
    spectra = st.builds(
        Spectrum,
        st.lists(share, min_size=1, max_size=24).map(tuple),
        rows,
        st.integers(2, 300),
        directions,
        st.just(3.0),
        st.just(6.0),
        st.tuples(st.just(8.0), directions),
        directions,
        texts,
    )
    dots = st.builds(Dot, share, share, st.integers(0, 2), rows, st.booleans(), st.booleans())
    maps = st.builds(
        DocumentMap,
        st.lists(dots, min_size=3, max_size=8).map(tuple),
        st.tuples(texts, texts),
        st.tuples(share, share),
        rows,
        texts,
    )
    matrices = st.integers(1, 4).flatmap(
        lambda k: st.builds(
            Confusion,
            texts,
            st.lists(texts, min_size=k, max_size=k).map(tuple),
            st.lists(st.lists(rows, min_size=k, max_size=k).map(tuple), min_size=k, max_size=k).map(tuple),
            st.sampled_from([0, 5]),
            rows,
            st.integers(1, 10),
            st.lists(st.builds(Confused, texts, texts, rows), max_size=3).map(tuple),
            texts,
        )
    )
    balances = st.builds(
        Balance, st.lists(st.builds(ClassRows, texts, rows, rows, rows), max_size=4).map(tuple), rows, rows, rows
    )
    words = st.builds(MarkingWord, quotes, rows, rows, st.floats(3, 90))
    marked = st.builds(MarkedClass, texts, rows, rows, st.lists(words, min_size=1, max_size=3).map(tuple))
    sides = st.builds(Side, quotes, st.sampled_from(["train", "test", ""]), texts)
    return st.builds(
        Exhibits,
        st.none() | st.builds(Curve, points, gain, share, texts),
        st.none() | spectra,
        st.none() | maps,
        st.none() | matrices,
        st.none() | balances,
        st.none() | st.builds(MarkingWords, st.lists(marked, min_size=1, max_size=3).map(tuple), st.integers(2, 90)),
        st.none() | st.builds(Pairs, st.lists(st.builds(Pair, sides, sides, share), max_size=3).map(tuple), rows, rows),
        st.lists(st.builds(Absent, texts, texts), max_size=2).map(tuple),
        texts,
    )


exhibits = _exhibits()
