"""Every example of every page: the rule must say what the page expects, and be silent where it is good."""

from pathlib import Path

import pytest

import w2vcheck
from w2vcheck.pages import Example, parse

PAGES = Path(__file__).parent.parent / "pages"
CASES = [
    pytest.param(page.stem, example, id=f"{page.stem}: {example.title}")
    for page in sorted(PAGES.glob("*.md"))
    for example in parse(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("code", "example"), CASES)
def test_the_rule_says_what_its_page_expects(
    code: str, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in example.files:
        Path(file.name).write_text(file.text, encoding="utf-8")

    if example.script is not None:
        report = w2vcheck.lint(example.script.name, select=[code])
    else:
        report = w2vcheck.audit("data.csv", select=[code], ladder=False, cache=False)

    assert [(one.code, one.severity) for one in report.findings] == list(example.expected)
    assert not report.crashed


def test_an_option_moves_the_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    example = parse((PAGES / "ACME101.md").read_text(encoding="utf-8"))[0]
    Path("data.csv").write_text(example.files[0].text, encoding="utf-8")

    report = w2vcheck.audit("data.csv", select=["ACME101"], ladder=False, cache=False, options={"rules.ACME101.warn_above": 0.9})

    assert report.findings == ()
    assert [one.measure.value for one in report.measures] == [0.5]
