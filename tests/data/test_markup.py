from html import escape, unescape

import polars as pl
import pytest

from w2vcheck.artefacts import Store
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.markup import Markup
from w2vcheck.data.table import from_frame
from w2vcheck.settings import Settings, override


def markup(*texts: str) -> Markup:
    frame = pl.DataFrame({"text": [*texts, "some sound words"], "label": ["a"] * len(texts) + ["b"]})
    settings = override(Settings(), {"data.text": "text", "data.label": "label"})
    return Store({Dataset: dataset(from_frame(frame), None), Settings: settings}).get(Markup)


@pytest.mark.parametrize(
    "text",
    ["a<br>b", "a<BR/>b", "<br />", "</div>", '<a href="x">', "<p class='y' id=z>", "<h2>", "<!-- note -->", "<!DOCTYPE html>"],
)
def test_tags(text: str) -> None:
    assert markup(text).tags.tolist() == [0]


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "a <b and c> d",
        "x<y, y>z",
        "I <3 you",
        "<user> said <url>",
        "<link> <time> <title> <number> <unk>",
        "List<String>",
        "mail to <mathew@example.org>",
        "p < .05 and b > 1",
        "if (i<br && br>i)",
        "<bravo>",
    ],
)
def test_signs_and_placeholders_are_no_tags(text: str) -> None:
    found = markup(text)

    assert found.tags.tolist() == []
    assert found.remnants.tolist() == []


@pytest.mark.parametrize("text", ["&amp;", "R&eacute;n&eacute;", "it&#39;s", "&#x27;", "&lt;3", "&nbsp;", "&hearts;"])
def test_entities_are_what_unescaping_changes(text: str) -> None:
    assert unescape(text) != text
    assert markup(text).entities.tolist() == [0]


@pytest.mark.parametrize("text", ["AT&T;", "R&D; and Q&A;", "salt & pepper;", "a&b", "&unknown;", "fish &; chips"])
def test_ampersands_are_no_entities(text: str) -> None:
    assert unescape(text) == text
    assert markup(text).entities.tolist() == []


def test_what_the_standard_library_escapes_is_found() -> None:
    assert markup(*(escape(sign) for sign in "&<>\"'")).entities.tolist() == [0, 1, 2, 3, 4]


def test_heads_of_mails_have_two_lines_at_least() -> None:
    found = markup("From: a@b\nSubject: the lamp\n\nIt flickers.", "Subject: the lamp\nIt flickers.", "note From: and To: here")

    assert found.headers.tolist() == [0]


def test_addresses_are_not_remnants() -> None:
    found = markup(
        "see https://example.org/x", "at www.example.org", "http is a protocol", "www is the web", "HTTP://EXAMPLE.ORG"
    )

    assert found.urls.tolist() == [0, 1, 4]
    assert found.remnants.tolist() == []


def test_a_row_of_several_kinds_is_one_remnant() -> None:
    assert markup("a &amp; b<br>", "sound", "c &amp; d").remnants.tolist() == [0, 2]
