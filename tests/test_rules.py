import re
import runpy
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import w2vcheck.rules
from w2vcheck import Finding, Report, Severity, audit, audit_model, lint
from w2vcheck.cli.app import app
from w2vcheck.code.source import source_of
from w2vcheck.linter import lint_settings, mend
from w2vcheck.pages import Example, parse
from w2vcheck.rule import LoadedRule, load_rules

Run = Callable[[str, Example], Report]

FOLDER = Path(__file__).parent.parent / "fixtures" / "rules"
PAGES = {path.stem: parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md"))}
RULES = {one.rule.code: one for one in load_rules()}
HEADINGS = ["What it checks", "Why it matters", "How it is measured", "Fix", "When to ignore it", "References"]
MAY_HAVE_NOTHING_TO_MEASURE = {"W2V401"}
ON_THE_WATERFALL = {"W2V507", "W2V509"}
"""Rules about one way of writing a model: where it is not written, there is no number, and of its structure alone none either."""


def cases(kind: str) -> list[object]:
    return [
        pytest.param(code, example, id=f"{code}: {example.title}")
        for code, examples in PAGES.items()
        for example in examples
        if example.kind == kind
    ]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Audit an example with the rule of its page alone, in a folder that holds nothing but the files of the example."""
    # Ladder and experiment are trained where the rule asks for them; for the report alone they would take minutes in all.
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.chdir(tmp_path)

    def run(code: str, example: Example) -> Report:
        if code not in ON_THE_WATERFALL:
            monkeypatch.setattr("w2vcheck.auditor._waterfall", lambda *_: (None, {}))
        Path("w2vcheck.toml").touch()  # no configuration from the folders above
        for file in example.files:
            Path(file.name).write_text(file.text, encoding="utf-8")
        if example.script is not None:
            return lint(example.script.name, select=chosen(code))
        names = {Path(file.name).stem: file.name for file in example.files}
        if "model" in names:
            given = runpy.run_path("model.py")
            return audit_model(given["module"], given["loss"], given["batch"], given.get("optimizer"), select=[code])
        made = runpy.run_path("make.py") if "make" in names else {}
        data = frame(made["data"]) if made else names["data"]
        test = frame(made["test"]) if "test" in made else names.get("test")
        return audit(data, test=test, select=[code])

    return run


def chosen(code: str) -> list[str]:
    """The rule of a page; the one about unused suppressions needs another that can be suppressed."""
    return [code, "W2V603"] if code == "W2V609" else [code]


def frame(made: object) -> object:
    return pl.DataFrame(made) if isinstance(made, dict) else made


@pytest.mark.parametrize(("code", "example"), cases("bad"))
def test_the_rule_speaks(run: Run, code: str, example: Example) -> None:
    report = run(code, example)

    said = [(finding.code, finding.severity) for finding in report.findings]
    assert sorted(said) == sorted(example.expected), [finding.message for finding in report.findings]
    assert not report.crashed
    for finding in report.findings:
        assert_complete(finding)


def assert_complete(finding: Finding) -> None:
    for sentence in (finding.message, finding.why, finding.fix):
        assert re.fullmatch(r"\S.*\S?\.", sentence), sentence
    for line in finding.evidence:
        assert line.says
    if finding.measure is None:  # a rule about code has nothing to count; it has a place instead
        place = finding.locations[0] if finding.locations else None
        assert finding.code in MAY_HAVE_NOTHING_TO_MEASURE or (place is not None and place.source is not None)
    else:
        assert finding.measure.low <= finding.measure.value <= finding.measure.high


@pytest.mark.parametrize(("code", "example"), cases("good"))
def test_the_rule_is_silent(run: Run, code: str, example: Example) -> None:
    report = run(code, example)

    assert [finding.message for finding in report.findings] == []
    assert not report.crashed
    assert not [entry.reason for entry in report.skipped if entry.code == code]
    if code not in MAY_HAVE_NOTHING_TO_MEASURE and example.script is None:
        assert report.measures
    assert {entry.code for entry in report.measures} <= {code}
    assert not any(entry.fired for entry in report.measures)


FIXED = [
    pytest.param(code, example, id=f"{code}: {example.title}")
    for code, examples in PAGES.items()
    for example in examples
    if example.fixed is not None
]


@pytest.mark.parametrize(("code", "example"), FIXED)
def test_the_fix_is_what_the_page_says(code: str, example: Example) -> None:
    assert example.script is not None
    settings = lint_settings(None, {"select": chosen(code)})

    mended = mend(source_of(example.script.text, "train.py"), settings, unsafe=True)

    assert mended.after.raw.decode() == example.fixed
    assert mend(mended.after, settings, unsafe=True).fixes == ()


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert PAGES.keys() == RULES.keys()
    assert [path.name for path in FOLDER.iterdir()] == [path.name for path in FOLDER.glob("W2V???.md")]


def test_codes_and_names_are_unique() -> None:
    found = load_rules()

    assert len({one.rule.code for one in found}) == len({one.rule.name for one in found}) == len(found)


def test_files_bear_code_and_name_of_their_rule() -> None:
    folder = Path(w2vcheck.rules.__path__[0])

    assert sorted(path.stem for path in folder.glob("*/w2v*.py")) == [
        f"{code.lower()}_{one.rule.name.replace('-', '_')}" for code, one in RULES.items()
    ]


@pytest.mark.parametrize("code", RULES)
def test_rules_are_declared_in_full(code: str) -> None:
    rule = RULES[code].rule

    assert re.fullmatch(r"W2V\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"\S.*[^.\s]", rule.summary)
    assert re.fullmatch(r"\S.*\.", rule.why)
    assert re.fullmatch(r"\S.*\.", rule.fix)
    assert rule.checks or rule.lints
    assert set(rule.silences) <= RULES.keys() - {rule.code}


@pytest.mark.parametrize("code", RULES)
def test_the_docstring_is_a_whole_page(code: str) -> None:
    loaded: LoadedRule = RULES[code]
    _, *pieces = re.split(r"^## (.*)$", loaded.page, flags=re.MULTILINE)

    assert loaded.page.startswith("## ")
    assert pieces[::2] == HEADINGS
    assert all(body.strip() for body in pieces[1::2])


@pytest.mark.parametrize("code", PAGES)
def test_pages_show_bad_and_good(code: str) -> None:
    rule, examples = RULES[code].rule, PAGES[code]
    kinds = [example.kind for example in examples]

    assert (FOLDER / f"{code}.md").read_text(encoding="utf-8").startswith(f"# {rule.name}\n")
    assert kinds == sorted(kinds)  # Bad comes first
    assert kinds.count("bad") >= 2
    assert kinds.count("good") >= 2
    assert len({example.title for example in examples}) == len(examples)
    assert all(example.prose.endswith(".") for example in examples)
    for expected, severity in (pair for example in examples for pair in example.expected):
        assert expected == code
        assert severity.rank >= rule.severity.rank


def test_the_command_line_lists_every_rule() -> None:
    listed = CliRunner().invoke(app, ["rules"])

    assert listed.exit_code == 0
    assert [line.split()[:3] for line in listed.output.splitlines()] == [
        [code, one.rule.severity, one.rule.name] for code, one in RULES.items()
    ]


PAGE = """\
# rule-name

## Bad: two files
One sentence
on two lines.

```csv data.csv
text,label
 a ,b
```

```toml w2vcheck.toml
# [split]
```

expect: W2V302 error
expect: W2V302 note

## Good: a frame
Made by Python.

```python make.py
data = {}
```
"""


def test_a_page_is_read() -> None:
    bad, good = parse(PAGE)

    assert (bad.kind, bad.title, bad.prose, bad.line) == ("bad", "two files", "One sentence on two lines.", 3)
    assert [(file.name, file.language, file.text) for file in bad.files] == [
        ("data.csv", "csv", "text,label\n a ,b\n"),
        ("w2vcheck.toml", "toml", "# [split]\n"),
    ]
    assert bad.expected == (("W2V302", Severity.ERROR), ("W2V302", Severity.NOTE))
    assert (good.kind, good.prose, good.expected) == ("good", "Made by Python.", ())


CODE_PAGE = """\
# rule-name

## Bad: a notebook
One sentence.

```notebook train.ipynb
# %% [3]
x = 1
y = 'ü'

# %%
!ls
```

expect: W2V603 error

## Good: a script
One sentence.

```python train.py
x = 1
```

```python fixed.py
x = 2
```
"""


def test_a_page_about_scripts_is_read() -> None:
    bad, good = parse(CODE_PAGE)
    assert bad.script is not None
    assert good.script is not None
    source = source_of(bad.script.text, bad.script.name)

    assert [(cell.written, cell.execution_count) for cell in source.cells] == [("x = 1\ny = 'ü'", 3), ("!ls", None)]
    assert (good.script.text, good.fixed, bad.fixed) == ("x = 1\n", "x = 2\n", None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("## Bad: two files", "## Worse: two files", "line 3: a heading"),
        ("## Good: a frame", "### Good: a frame", "line 19: a heading"),
        ("```csv data.csv", "```csv rows.csv", "line 7: a block begins"),
        ("```csv data.csv", "```", "line 7: a block begins"),
        ("expect: W2V302 note", "expect: W2V302 fatal", "line 17: expected"),
        ("data = {}\n```", "data = {}", "line 22: this block is never closed"),
        ("expect: W2V302 error\nexpect: W2V302 note\n", "", "line 3: 'two files' must say"),
        ("data = {}\n```", "data = {}\n```\nexpect: W2V302 note", "line 19: 'a frame' must not say"),
        ("```toml w2vcheck.toml", "```csv data.csv", "line 3: 'two files' has two files"),
        ("```python make.py", "```toml w2vcheck.toml", "line 19: 'a frame' has no data"),
        ("# rule-name", "# rule-name\nexpect: W2V302 note", "line 2: this belongs in a section"),
    ],
)
def test_a_faulty_page_is_refused_with_its_line(old: str, new: str, says: str) -> None:
    assert PAGE.count(old) == 1

    with pytest.raises(ValueError, match=f"^{re.escape(says)}"):
        parse(PAGE.replace(old, new))
