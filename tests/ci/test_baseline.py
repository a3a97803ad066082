import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ci_samples import entry, share
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.ci.baseline import hold, merged, read_baseline, text_of
from w2vcheck.ci.entries import Entry
from w2vcheck.ci.worse import _LOWER, _NEITHER, much_worse
from w2vcheck.errors import ConfigError
from w2vcheck.results import Measure, Severity

MARKS = st.lists(st.sampled_from([letter * 32 for letter in "abcde"]), max_size=8)


@given(MARKS, MARKS)
def test_findings_and_entries_are_matched_one_by_one(found: list[str], known: list[str]) -> None:
    held = hold([entry(mark) for mark in found], [entry(mark) for mark in known], 0.25)

    for mark in {*found, *known}:
        matched = min(found.count(mark), known.count(mark))
        assert sum(one.fingerprint == mark for one in held.known) == matched
        assert sum(one.fingerprint == mark for one in held.new) == found.count(mark) - matched
        assert sum(one.fingerprint == mark for one in held.missing) == known.count(mark) - matched


def test_a_finding_that_is_exchanged_for_another_is_new_though_the_count_stays() -> None:
    held = hold([entry("b" * 32)], [entry("a" * 32)], 0.25)

    assert [one.fingerprint for one in held.new] == ["b" * 32]
    assert [one.fingerprint for one in held.missing] == ["a" * 32]


def test_a_raised_severity_is_worse_and_a_lower_one_is_known() -> None:
    raised = hold([entry(severity=Severity.ERROR)], [entry()], 0.25)
    lowered = hold([entry(severity=Severity.NOTE)], [entry()], 0.25)

    assert [pair.raised for pair in raised.worse] == [True]
    assert not raised.known
    assert len(lowered.known) == 1


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [
        (share(0.01, 0.005), share(0.08), True),
        (share(0.08), share(0.01, 0.005), False),  # better
        (share(0.40, 0.001), share(0.41), False),  # sure, and small
        (share(0.04, 0.03), share(0.06), False),  # large, and perhaps chance
        (share(0.90, 0.02, "tokens that have a vector"), share(0.50, 0.02, "tokens that have a vector"), True),
        (share(0.50, 0.02, "tokens that have a vector"), share(0.90, 0.02, "tokens that have a vector"), False),
        (share(0.9, 0.0, "words that occur at least twice"), share(0.1, 0.0, "words that occur at least twice"), True),
        (share(10, 0, "outputs of the last layer"), share(90, 0, "outputs of the last layer"), False),
        (share(0.01), share(0.9, 0.02, "another measure"), False),
        (share(-0.02, 0.01, "accuracy as written minus mended"), share(-0.2, 0.01, "accuracy as written minus mended"), True),
        (share(0.0, 0.0), share(0.001), True),
    ],
)
def test_much_worse_is_outside_the_interval_and_by_more_than_a_quarter(*, before: Measure, now: Measure, worse: bool) -> None:
    assert much_worse(before, now, 0.25) is worse
    assert bool(hold([entry(measure=now)], [entry(measure=before)], 0.25).worse) is worse


def test_a_finding_without_a_measure_does_not_get_worse() -> None:
    assert hold([entry(measure=None)], [entry()], 0.25).known
    assert hold([entry()], [entry(measure=None)], 0.25).known


def test_every_measure_with_a_direction_is_one_that_a_rule_takes() -> None:
    package = Path(__file__).parents[2] / "w2vcheck"
    code = "".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py") if file.name != "worse.py")

    assert [name for name in (*_LOWER, *_NEITHER) if name not in code] == []


ENTRIES = st.lists(
    st.builds(
        entry,
        st.text("0123456789abcdef", min_size=32, max_size=32),
        file=st.text(max_size=9),
        where=st.text(max_size=9),
        severity=st.sampled_from(list(Severity)),
        measure=st.none() | st.builds(share, st.floats(0, 1), st.floats(0, 1), st.text(max_size=5)),
    ),
    unique_by=lambda one: one.fingerprint,
    max_size=5,
)


@given(ENTRIES, st.randoms())
def test_what_is_written_is_read_again_and_does_not_depend_on_the_order(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], random: Any
) -> None:
    file = tmp_path_factory.getbasetemp() / "any-baseline.json"
    text = text_of(entries)
    random.shuffle(entries)
    file.write_text(text, encoding="utf-8")
    held = hold(entries, read_baseline(file), 0.25)

    assert text == text_of(entries)
    assert text.endswith("]\n}\n")
    assert len(held.known) == len(entries)
    assert not held.missing


def test_the_file_has_versions_and_no_more_digits_than_needed(tmp_path: Path) -> None:
    text = text_of([entry(measure=share(1 / 3)), entry("b" * 32, measure=share(float("nan")))])
    document = json.loads(text)

    assert (document["schema_version"], document["tool"]["name"]) == (1, "w2vcheck")
    assert document["findings"][0]["measure"] == {
        "name": "twins", "value": 0.333333333, "low": 0.313333333, "high": 0.353333333, "unit": "share"
    }  # fmt: skip
    assert document["findings"][1]["measure"] is None
    assert "confidence" not in document["findings"][0]
    assert tmp_path.is_dir()


def test_reports_that_say_the_same_give_one_entry() -> None:
    assert len(merged([[entry(), entry("b" * 32)], [entry()]])) == 2


GOOD = json.loads(text_of([entry()]))


def broken(**changes: Any) -> str:
    return json.dumps(GOOD | {"findings": [GOOD["findings"][0] | changes]})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "a file that is not JSON"),
        ("[1]", "JSON of another kind"),
        ("[" * 100_000, "a file that is not JSON"),
        ('{"schema_version": 2, "findings": []}', "a file of another kind or version"),
        ('{"schema_version": 1}', "a file of another kind or version"),
        ('{"schema_version": 1, "findings": [3]}', "something else as number 1"),
        (broken(code=3), "something else as number 1"),
        (broken(of="tables"), "neither 'scripts' nor 'data'"),
        (broken(severity="fatal"), "is not a valid Severity"),
        (broken(measure=3), "no table as measure"),
        (broken(measure={"name": 1, "unit": "", "value": 1, "low": 1, "high": 1}), "a text is missing in a measure"),
        (broken(measure={"name": "", "unit": "", "value": True, "low": 1, "high": 1}), "a measure without figures"),
        (broken(measure={"name": ""}), "KeyError: 'unit'"),
    ],
)
def test_a_broken_baseline_is_a_sentence(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        read_baseline(file)
    assert says in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_baseline_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "none.json", "no such file"), (tmp_path, "can be read")):
        with pytest.raises(ConfigError, match=says):
            read_baseline(path)


def test_a_measure_without_one_of_its_figures_is_none(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    file.write_text(broken(measure={"name": "", "unit": "", "value": 1, "low": None, "high": 1}), encoding="utf-8")

    assert read_baseline(file) == (replace(entry(), measure=None),)
