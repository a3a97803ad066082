"""Text from the data is shown as it is and acts on nothing."""

from collections.abc import Iterator
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_strategies import HOSTILE, texts

from w2vcheck.report.safe_text import cells, visible

JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain words, 100 % of them", "plain words, 100 % of them"),
        ("a\nb\r\nc", r"a\nb\r\nc"),
        ("a\tb", "a b"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b2J\x7f\x00", r"\x9b2J\x7f\x00"),
        ("\u202eesrever", r"\u202eesrever"),
        ("\u2066in\u2069", r"\u2066in\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("\ud800", r"\ud800"),
        ("\ue000", r"\ue000"),
        ("\U000e0041", r"\U000e0041"),
        ("\uffff", r"\uffff"),
        ("no\u00a0break\u202fspace", "no break space"),
        ("wide\u3000space", "wide\u3000space"),
        ("empty\u3164\u2800", r"empty\u3164\u2800"),
        ("hidden\ufe01\U000e0100", r"hidden\ufe01\U000e0100"),
        ("❤\ufe0f", "❤"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\u200d", r"a\u200d"),
        ("👩\u200d💻", "👩\\u200d💻"),
        ("a\u200d\u200db", r"a\u200d" + "\u200db"),
        ("\u0301a", r"\u0301a"),
        ("ก็ดี", "ก็ดี"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + r"\u0301\u0301"),
        ("漢字 émoji 🎉", "漢字 émoji 🎉"),
    ],
)
def test_a_character_that_acts_or_hides_becomes_an_escape(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@pytest.mark.parametrize(
    ("raw", "limit", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("漢字漢字", 8, "漢字漢字"),
        ("漢字漢字", 7, "漢字漢…"),
        ("漢字漢字", 6, "漢字…"),
        ("ab\x1bcd", 5, "ab…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_the_limit_counts_terminal_columns_and_never_cuts_an_escape(raw: str, limit: int, shown: str) -> None:
    assert visible(raw, limit) == shown


@given(texts)
def test_nothing_shown_is_a_control_or_invisible(raw: str) -> None:
    shown = visible(raw)
    bad = [char for char in shown if category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and char not in JOINERS]
    assert bad == []
    shown.encode("utf-8")


@given(st.text(st.characters(categories=["L", "M", "Cf", "Zs", "So", "Cs"]), max_size=20) | texts)
def test_showing_twice_is_showing_once(raw: str) -> None:
    assert visible(visible(raw)) == visible(raw)


@given(texts, st.integers(1, 90))
def test_no_cut_text_is_wider_than_its_limit(raw: str, limit: int) -> None:
    shown = visible(raw, limit)
    assert cells(shown) <= limit
    assert shown == visible(raw) or shown.endswith("…")


def test_a_cut_reads_no_more_than_it_shows() -> None:
    class Watched(str):
        """A text that counts how much of it was read."""

        __slots__ = ("read",)

        def __iter__(self) -> Iterator[str]:
            self.read = 0
            for char in str(self):
                self.read += 1
                yield char

    text = Watched("é" * 100_000)
    visible(text, 70)
    assert text.read < 100


def test_the_hostile_samples_are_hostile() -> None:
    assert sum(visible(text) != text for text in HOSTILE) >= 9
