"""A check of ours that is switched off says why, in the same line."""

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("w2vcheck", "tests", "bench", "docs", "fixtures", "examples")
ON_PURPOSE = ("bench/scripts", "tests/code/traps")
"""Scripts that are looked at and not run: what stands in them is what people write."""
REASON = re.compile(r"#\s*(?:ruff:\s*)?noqa:[A-Z0-9, ]+ - \S.+")


def silent(text: str) -> list[int]:
    """The lines with a `noqa` comment that gives no reason."""
    comments = (one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type == tokenize.COMMENT)
    return [one.start[0] for one in comments if re.match(r"#\s*(?:ruff:\s*)?noqa\b", one.string) and not REASON.match(one.string)]


@pytest.mark.parametrize("folder", [one for one in FOLDERS if (ROOT / one).is_dir()])
def test_every_suppression_has_a_reason(folder: str) -> None:
    files = (one for one in (ROOT / folder).rglob("*.py") if not one.relative_to(ROOT).as_posix().startswith(ON_PURPOSE))

    without = [f"{one.relative_to(ROOT)}:{line}" for one in files for line in silent(one.read_text(encoding="utf-8"))]

    assert without == []


@pytest.mark.parametrize(
    ("line", "is_silent"),
    [
        ("x = 1  # noqa: E501", True),
        ("x = 1  # noqa", True),
        ("# ruff: noqa: D100, D101", True),
        ("x = 1  # noqa: E501, D100 - the words of others", False),
        ('x = "# noqa: E501"', False),
        ("x = 1  # about noqa: E501", False),
    ],
)
def test_what_counts_as_a_reason(*, line: str, is_silent: bool) -> None:
    assert bool(silent(f"{line}\n")) == is_silent
