import json
import re
import types
from dataclasses import fields

import pytest
from generator import DOCS, RESULTS, ROOT, SCHEMA, cli_page, json_page, marked_parts, measured, rule_pages, settings_page, tables
from typer.testing import CliRunner

import w2vcheck
from w2vcheck.cli.app import app
from w2vcheck.model.config import model_config
from w2vcheck.rule import load_rules
from w2vcheck.sections import ClassifierSettings
from w2vcheck.settings import _TABLES, Settings

RULES = {one.rule.code: one for one in load_rules()}


def test_a_table_that_is_written_is_read_as_it_was() -> None:
    lines = tables.table(["a", "b"], [["1", "2"], ["x", ""]])
    assert tables.tables("\n".join(["prose", *lines, "", *lines])) == [[{"a": "1", "b": "2"}, {"a": "x", "b": ""}]] * 2


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert tables.table(["a"], [["x|y"]])[-1] == "| x\\|y |"


def test_a_row_that_is_too_long_is_an_error() -> None:
    with pytest.raises(ValueError, match="longer"):
        tables.tables("| a |\n|---|\n| 1 | 2 |")


def test_every_planted_fault_stands_on_the_page_of_its_rule() -> None:
    lines = RESULTS.read_text(encoding="utf-8").split("<!-- detection-recall -->")[1].split("<!-- /detection-recall -->")[0]
    rows = re.findall(r"^\| (W2V\d{3}) \|(.*)\|$", lines, re.MULTILINE)
    assert len(rows) > 40
    for code, row in rows:
        page = "\n".join(measured.measured(code))
        for share in re.findall(r"\d+/\d+ \([^)]*\)", row):
            assert share in page, code


def test_seeded_faults_of_networks_stand_with_the_rule_that_must_name_them() -> None:
    assert "softmax into cross-entropy" in measured.faults_by_code()["W2V402"]
    assert any("sigmoid into cross-entropy" in line for line in measured.measured("W2V402"))
    assert not any("sigmoid into cross-entropy" in line for line in measured.measured("W2V404"))


def test_a_rule_that_was_never_measured_says_nothing() -> None:
    assert measured.measured("W2V999") == []


def test_a_section_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="no section 'nothing'"):
        measured.section("nothing")


def test_blocks_of_examples_are_titled_by_their_files() -> None:
    page = rule_pages.page(RULES["W2V302"])
    assert '```csv title="data.csv"' in page
    assert page.startswith("---\ndescription: ")
    assert "tags: [error, data]" in page


def test_pictures_stand_on_the_page_of_their_rule_and_say_what_they_show() -> None:
    page = rule_pages.page(RULES["W2V205"])
    assert re.search(r"!\[[^\]]{20,}\]\(\.\./pictures/w2v205-spectrum\.svg\)", page)
    assert "## Healthy and sick" not in rule_pages.page(RULES["W2V603"])


def test_every_setting_is_explained() -> None:
    page = settings_page.page()
    for table, kind in _TABLES.items():
        part = page.split(f"## `[{table}]`")[1].split("\n## ")[0]
        for item in fields(kind):
            if item.name != "options":
                row = re.search(rf"^\| `{item.name}` \|.*\| (.*) \|$", part, re.MULTILINE)
                assert row is not None, item.name
                assert row[1], f"{table}.{item.name} has no comment in sections.py"


def test_comments_are_those_of_the_last_line_of_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
class Some:
    one: int = 1  # first
    two: tuple[
        int
    ] = ()  # second
    three: int = 3
    four: int = (
        4  # fourth
    )
"""
    monkeypatch.setattr("inspect.getsource", lambda _: source)
    module, kind = types.ModuleType("m"), type("Some", (), {})
    assert settings_page.comments_of(module, kind) == {"one": "first", "two": "second", "three": "", "four": "fourth"}
    with pytest.raises(ValueError, match="no class Other"):
        settings_page.comments_of(module, type("Other", (), {}))


def test_the_defaults_of_a_classifier_are_those_it_gets() -> None:
    config = model_config(None, None, None, None, Settings(written=frozenset({"classifier"})))
    told = settings_page.LEFT_OUT["classifier"]
    for name in ("kind", "activation", "output_activation", "optimizer", "learning_rate", "epochs", "dropout"):
        assert told[name] == getattr(config, name), name
    assert {item.name for item in fields(ClassifierSettings)} - set(told) == {"class_weight"}


def test_the_defaults_of_gensim_are_read_from_gensim() -> None:
    page = settings_page.page()
    assert "| `window` | a whole number of at least 1 | `5` |" in page
    assert "| `test_size` | a share between 0 and 1 or a whole number of rows of at least 1 | `0.25` |" in page


@pytest.mark.parametrize("command", ["audit", "lint", "vectors", "rules", "rule", "demo"])
def test_every_option_of_the_help_is_in_the_reference(command: str) -> None:
    told = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    part = cli_page.page().split(f"## w2vcheck {command}\n")[1].split("\n## ")[0]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", told.split("Options")[-1])) - {"--help"}
    assert options <= set(re.findall(r"--[a-z][a-z-]+", part))


def test_every_field_of_the_schema_is_in_the_reference() -> None:
    def names(part: object) -> set[str]:
        if isinstance(part, dict):
            inner = set(part.get("properties", {})) if isinstance(part.get("properties"), dict) else set()
            return inner.union(*(names(one) for one in part.values())) if part else inner
        return set().union(*(names(one) for one in part)) if isinstance(part, list) else set()

    page = json_page.page()
    for name in names(json.loads(SCHEMA.read_text(encoding="utf-8"))):
        assert re.search(rf"`([\w\[\].]+\.)?{name}`", page), name


def test_types_of_fields_are_told_in_words() -> None:
    assert json_page.kind({"anyOf": [{"$ref": "#/$defs/macro_f1"}, {"type": "null"}]}) == "[macro f1](#macro_f1) or null"
    assert json_page.kind({"type": "array", "items": {"type": ["string", "null"]}}) == "list of string or null"
    with pytest.raises(ValueError, match="unknown type"):
        json_page.kind({})


def test_every_public_name_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^::: w2vcheck\.(\w+)$", page, re.MULTILINE)) == sorted(w2vcheck.__all__)


def test_figures_of_pages_are_those_of_the_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_parts, "section", lambda _: "| a | b |\n|---|---|\n| 1 | x |\n| 2 | y |")
    fill = marked_parts._PART.sub
    stale = "before\n<!-- results: some 0 only y -->\nold\n<!-- /results -->\nafter"
    fresh = fill(marked_parts._filled, stale)
    assert "| 2 | y |" in fresh
    assert "old" not in fresh
    assert "| 1 | x |" not in fresh
    assert fill(marked_parts._filled, fresh) == fresh
    with pytest.raises(ValueError, match="no row"):
        fill(marked_parts._filled, stale.replace("only y", "only z"))


def test_the_figures_of_the_readme_stand_in_the_results() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    results = RESULTS.read_text(encoding="utf-8")
    told = re.findall(r"(\d+) of (\d+) (?:planted )?faults", readme)
    assert len(told) == 2
    for part, whole in told:
        assert f"{part}/{whole}" in results
