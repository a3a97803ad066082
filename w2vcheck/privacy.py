"""A report without the texts that it is about: rows by number, texts and words by a hash.

What a report has from the texts stands in its quotes, and in its sentences between quotation marks. Names stay: those of files,
columns and classes. So does code, but for the texts in it: where the line of a script is shown, its strings are blanked.
"""

import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from hashlib import blake2b
from io import StringIO
from typing import Any, TypeVar

from w2vcheck.errors import DataError
from w2vcheck.results import Crashed, Location, Quote, Report, Skipped, Subject

T = TypeVar("T")
LEFT_OUT = "left out, as it may name texts"
_BYTES = 3
_BLANK = "·"
_STRINGS = frozenset({"STRING", "FSTRING_MIDDLE"})
_LIBRARY = re.compile(r"\A(?!gensim:|budget:)(\w+): .*", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class _Marks:
    """What stands for each text that is taken out, by the text; `pattern` finds them between quotation marks."""

    by_text: dict[str, str]
    by_form: dict[str, str]
    pattern: re.Pattern[str] | None

    def __call__(self, sentence: str) -> str:
        """The sentence with the marks of the texts that it names."""
        return sentence if self.pattern is None else self.pattern.sub(lambda found: self.by_form[found[0]], sentence)


def without_texts(report: Report) -> Report:
    """The same report, fit for readers who may not see the texts.

    A quote becomes "#" and a hash, and keeps its row; equal quotes of one report have equal hashes. The hash is keyed with
    all that is taken out, so that it cannot be looked up in a list of words. Warnings of libraries and the errors of rules that
    crashed keep only their kind. The honest experiment as a script is left out where it names words.
    """
    marks = _marks(sorted({quote.text for quote in _quotes(report) if not quote.is_name}))
    shown: Report = _masked(report, marks)
    skipped = shown.skipped
    if marks(report.pipeline) != report.pipeline:
        skipped = (*skipped, Skipped("", "pipeline", "it names words of the texts, which no_text keeps out"))
    return replace(
        shown,
        skipped=skipped,
        crashed=tuple(Crashed(one.code, one.name, f"{one.error.partition(':')[0]}: {LEFT_OUT}") for one in report.crashed),
        warnings=tuple(_LIBRARY.sub(rf"\1: {LEFT_OUT}", warning) for warning in report.warnings),
        pipeline="" if skipped != shown.skipped else report.pipeline,
    )


def without_cells(error: DataError) -> DataError:
    """The same refusal, without the cell of the table that it quotes; the line is told."""
    return replace(error, found=_QUOTED.sub("a cell that no_text keeps out", error.found))


def _quotes(value: object) -> Iterator[Quote]:
    """Every quote in a value, at any depth."""
    match value:
        case Quote():
            yield value
        case tuple() | list():
            for one in value:
                yield from _quotes(one)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from _quotes(getattr(value, each.name))


def _marks(texts: list[str]) -> _Marks:
    key = blake2b("\0".join(texts).encode("utf-8", "surrogatepass")).digest()
    by_text = {
        text: "#" + blake2b(text.encode("utf-8", "surrogatepass"), key=key, digest_size=_BYTES).hexdigest() for text in texts
    }
    by_form = {
        form: mark for text, mark in by_text.items() for form in (f"'{text}'", f'"{text}"', f"“{text}”", f"`{text}`", repr(text))
    }
    longest_first = sorted(by_form, key=len, reverse=True)
    return _Marks(by_text, by_form, re.compile("|".join(map(re.escape, longest_first))) if by_form else None)


def _masked(value: T, marks: _Marks) -> Any:  # the same type again, which mypy cannot follow through `match`
    """The value with every quote and every sentence masked, at any depth; what was looked at is left as it is."""
    masked: Any = value
    match value:
        case str() if type(value) is str:  # and not of an enumeration
            masked = marks(value)
        case Quote(is_name=False):
            masked = replace(value, text=marks.by_text[value.text])
        case Location(source=str()):
            masked = replace(value, source=_without_strings(str(value.source)))
        case Quote() | Location() | Subject():
            pass
        case tuple():
            masked = tuple(_masked(one, marks) for one in value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            masked = replace(value, **{each.name: _masked(getattr(value, each.name), marks) for each in fields(value)})
    return masked


def _without_strings(line: str) -> str:
    """A line of code, as long as it was, with dots for what stands in its strings; for all of it where that cannot be told."""
    shown = list(line)
    try:
        for token in tokenize.generate_tokens(StringIO(line.strip()).readline):
            if tokenize.tok_name[token.type] in _STRINGS:
                first = len(line) - len(line.lstrip()) + token.start[1]
                shown[first : first + len(token.string)] = _blanked(token.string)
    except (tokenize.TokenError, SyntaxError) as error:
        if "multi-line statement" not in str(error):
            return _LETTER.sub(_BLANK, line)
    return "".join(shown)


def _blanked(string: str) -> str:
    """The quotation marks of a string, and dots between."""
    marks = re.match(r"(?i)[a-z]*(\"\"\"|'''|\"|')", string)
    if marks is None:
        return _BLANK * len(string)
    return marks[0] + _BLANK * (len(string) - len(marks[0]) - len(marks[1])) + marks[1]
