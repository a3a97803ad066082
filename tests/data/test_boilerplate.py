from collections import Counter

import numpy as np
import polars as pl
import pytest

from w2vcheck.data.boilerplate import Boilerplate, Side, boilerplate, edges
from w2vcheck.data.corpus import Corpus, keys
from w2vcheck.data.tokens import Tokenizer, tokenise
from w2vcheck.demo.tickets import tickets

MESSAGES = [text for text, _ in tickets(200, seed=1)]


def of(texts: list[str], tokenizer: Tokenizer = "words") -> Boilerplate:
    series = pl.Series(texts, dtype=pl.String)
    return boilerplate(tokenise(series, tokenizer, lowercase=True, says="test"), keys(Corpus("text", series), None))


def test_a_footer_is_found_in_full() -> None:
    texts = [f"{text} sent from my phone, sorry!" if row % 2 else text for row, text in enumerate(MESSAGES)]
    found = of(texts)

    assert found.end.words == ("sent", "from", "my", "phone", "sorry")
    assert found.end.rows.tolist() == list(range(1, 200, 2))
    assert found.end.n == 200
    assert len(found.start.rows) < 20


def test_a_header_is_found_in_full() -> None:
    found = of([f"Home Help Contact Log in\n{text}" for text in MESSAGES])

    assert found.start.words == ("home", "help", "contact", "log", "in")
    assert len(found.start.rows) == 200


@pytest.mark.parametrize("side", ["start", "end"])
def test_against_counting_by_hand(side: Side) -> None:
    series = pl.Series(MESSAGES)
    tokens = tokenise(series, "words", lowercase=True, says="test")
    sentences = [tuple(sentence) for sentence in tokens.sentences(np.arange(len(MESSAGES)))]
    by_hand = [sentence[:4] if side == "start" else sentence[-4:] for sentence in sentences]
    codes = edges(tokens, np.arange(len(MESSAGES)), side)

    assert len(set(codes)) == len(set(by_hand))
    assert len(set(zip(codes.tolist(), by_hand, strict=True))) == len(set(by_hand))
    found = of(MESSAGES)
    edge = found.start if side == "start" else found.end
    assert len(edge.rows) == Counter(by_hand).most_common(1)[0][1]
    assert {by_hand[row] for row in edge.rows} == {edge.words[:4] if side == "start" else edge.words[-4:]}


def test_copies_count_once() -> None:
    found = of(MESSAGES[:10] + ["the very same words once more"] * 90)

    assert found.start.n == 11
    assert len(found.start.rows) < 5


def test_a_text_that_is_nothing_but_the_words_does_not_count() -> None:
    found = of(["all rights reserved here", "one all rights reserved here", "two all rights reserved here"])

    assert found.end.rows.tolist() == [1, 2]
    assert found.end.words == ("all", "rights", "reserved", "here")


def test_the_words_end_where_the_texts_part() -> None:
    texts = [f"please do read this {'note' if row < 90 else 'word'} number{row} here" for row in range(100)]

    assert of(texts).start.words == ("please", "do", "read", "this")
    assert of(texts[:92]).start.words == ("please", "do", "read", "this", "note")


def test_characters() -> None:
    found = of(["ABCDEFx", "ABCDEFy", "ABCDEFz"], "characters")

    assert found.characters
    assert found.start.words == ("a", "b", "c", "d", "e", "f")
    assert not of(MESSAGES).characters


def test_short_texts_have_no_edges() -> None:
    found = of(["one two", "", "a b c d"])

    assert found.start.words == ()
    assert found.start.rows.tolist() == []
    assert found.end.n == 3
