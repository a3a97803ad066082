import re

import polars as pl
import pytest

from w2vcheck.artefacts import Store
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame
from w2vcheck.data.truncation import Truncation
from w2vcheck.demo.tickets import text_key, tickets
from w2vcheck.settings import Settings

TEXTS = [text for text, _ in tickets(600, seed=5)]


def truncation(texts: list[str]) -> Truncation:
    frame = pl.DataFrame({"text": texts, "label": ["a", "b"] * (len(texts) // 2) + ["a"] * (len(texts) % 2)})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: Settings()}).get(Truncation)


def by_hand(texts: list[str]) -> tuple[list[int], int]:
    """Rows that break off, and how many end in a word at the greatest length: the definition, word for word."""
    words = [re.findall(r"\w+", text.lower()) for text in texts]
    elsewhere = {word for own in words for word in own[:-1]}
    everything = {word for own in words for word in own}
    limit = max(map(len, texts))
    at_limit = [row for row, text in enumerate(texts) if len(text) == limit and re.search(r"\s[^\W\d_]+$", text)]
    broken = [
        row
        for row in at_limit
        if (last := words[row][-1]) not in elsewhere
        and len(last) > 1
        and any(word.startswith(last) and word != last for word in everything)
    ]
    return broken, len(at_limit)


@pytest.mark.parametrize("limit", [50, 80, 120, 10_000])
def test_the_vectorised_count_is_the_definition(limit: int) -> None:
    cut = list({text_key(text[:limit]): text[:limit] for text in TEXTS}.values())

    found = truncation(cut)

    assert (found.broken.tolist(), found.at_limit) == by_hand(cut)
    assert found.n == len(cut)
    assert found.limit == max(map(len, cut))


def test_cut_texts_break_off_and_whole_ones_do_not() -> None:
    whole, cut = truncation(TEXTS), truncation([text[:80] for text in TEXTS])
    at_words = truncation([text if len(text) <= 80 else text[:81].rpartition(" ")[0] for text in TEXTS])

    assert len(whole.broken) == 0
    assert len(at_words.broken) <= 0.02 * len(TEXTS)
    assert len(cut.broken) > 0.1 * cut.at_limit
    assert cut.others_broken <= 0.05 * cut.others


def test_copies_count_once() -> None:
    cut = [text[:80] for text in TEXTS]
    copies = cut + cut[100:300]

    assert len(truncation(copies).broken) == len(truncation(cut).broken)
    assert truncation(copies).n == truncation(cut).n


def test_texts_without_words_are_no_trouble() -> None:
    found = truncation(["...", "", "one two", "three four five"])

    assert found.broken.tolist() == []
    assert found.limit == len("three four five")
