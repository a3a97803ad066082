"""The page about formats: every format is on it, and what it shows is real."""

import re
from pathlib import Path

import pytest
from golden_reports import FILES, GOLDEN

from w2vcheck.report.formats import AUDIT_FORMATS, LINT_FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"```(?:text|json|xml)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("form", FILES)
def test_every_format_has_its_part(form: str) -> None:
    assert form in AUDIT_FORMATS
    assert form in LINT_FORMATS
    assert f"\n## {form}\n" in PAGE
    assert f"| [{form}](#{form}) |" in PAGE


def test_what_is_shown_is_what_is_written() -> None:
    written = {line for form in FILES.values() for line in (GOLDEN / "founding" / form).read_text("utf-8").splitlines()}
    assert len(SAMPLES) == 4
    for sample in SAMPLES:
        assert set(sample.splitlines()) <= written
