"""The report for people: order, content, width, colour, and no harm from the data."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_samples import GOLDEN, clean, empty, founding, tickets
from report_strategies import HOSTILE, reports

from w2vcheck.report import terminal
from w2vcheck.report.safe_text import cells, visible
from w2vcheck.report.terminal_chart import bar
from w2vcheck.results import Crashed, Evidence, Location, Measure, Quote, Report, Skipped, Subject

SAMPLES = [founding(), tickets(), clean(), empty()]
WIDTHS = [40, 80, 200]
ANSI = re.compile(r"\x1b\[[\d;]*m")


def plain(report: Report, *, width: int = 80, verbose: bool = False) -> str:
    return terminal.render(report, width=width, color=False, verbose=verbose)


def unwrapped(text: str) -> str:
    """The words without the line breaks and margins."""
    return " ".join(text.split())


def with_first_finding(report: Report, **changes: object) -> Report:
    first, *rest = report.findings
    return replace(report, findings=(replace(first, **changes), *rest))  # type: ignore[arg-type]  # names of fields


@pytest.mark.parametrize("name", ["founding", "tickets"])
def test_golden(name: str) -> None:
    made = plain({"founding": founding, "tickets": tickets}[name]())
    assert made == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("report", SAMPLES, ids=["founding", "tickets", "clean", "empty"])
def test_no_line_is_too_wide_and_no_line_ends_in_spaces(report: Report, width: int, *, verbose: bool) -> None:
    for line in plain(report, width=width, verbose=verbose).splitlines():
        assert cells(line) <= width
        assert line == line.rstrip()


@given(report=reports, width=st.sampled_from(WIDTHS), verbose=st.booleans())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_the_output_is_tame(report: Report, width: int, *, verbose: bool) -> None:
    text = plain(report, width=width, verbose=verbose)
    lines = text.split("\n")
    assert max(map(cells, lines)) <= width
    # Wrapping may set a leading joiner or mark apart, which showing anew would escape; everything else is as it was.
    assert all(visible(f"a{line}a") == f"a{line}a" for line in lines)
    coloured = terminal.render(report, width=width, color=True, verbose=verbose)
    assert ANSI.sub("", coloured) == text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stands_in_the_report_and_does_nothing(hostile: str) -> None:
    report = with_first_finding(
        tickets(), message=f"so {hostile}", evidence=(Evidence("says", (Quote(hostile, 3),)),), locations=(Location(hostile, 4),)
    )
    text = plain(report, width=200)
    quoted = visible(hostile, 70)
    assert f"“{quoted}”" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("report", SAMPLES, ids=["founding", "tickets", "clean", "empty"])
def test_colour_changes_nothing_but_colour(report: Report) -> None:
    coloured = terminal.render(report, width=80, color=True)
    assert "\x1b[" in coloured
    assert ANSI.sub("", coloured) == plain(report)
    # Bold yellow and white vanish on a light background; so does anything beyond the terminal's own colours.
    codes = set(ANSI.findall(coloured))
    assert codes <= {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[36m", "\x1b[1;31m"}


def test_a_style_does_not_spread_to_the_words_behind_it() -> None:
    coloured = terminal.render(tickets(), width=80, color=True)
    assert "\x1b[2mwhy\x1b[0m       The model" in coloured
    assert "\x1b[2m row 203\x1b[0m  “cannot log in”" in coloured


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"])
def test_only_the_arguments_decide(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [terminal.render(tickets(), width=80, color=color) for color in (True, False)]
    monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("TERM", "dumb")
    assert [terminal.render(tickets(), width=80, color=color) for color in (True, False)] == before


def test_the_verdict_comes_first_and_the_first_step_last() -> None:
    lines = plain(founding()).splitlines()
    assert lines[0].startswith("✗ error  The falling loss means nothing")
    assert "→ first  Start from texts" in "\n".join(lines[-2:])
    assert plain(clean()).startswith("✓ clean  Nothing stands in the way")
    assert plain(clean()).splitlines()[-1].startswith("→ next  Report the accuracy")


def test_the_sections_come_in_order() -> None:
    text = plain(tickets())
    marks = [
        "Your 91.3 %",
        "tickets.csv",
        "guessed:",
        "3 findings",
        "W2V302",
        "W2V103",
        "The ladder",
        "Your experiment",
        "6 measures passed",
        "4 checks skipped",
        "1 check crashed",
        "1 warning of",
        "→ first",
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_finding_says_everything_it_knows() -> None:
    text = unwrapped(plain(tickets()))
    for part in (
        "error W2V302 duplicates-across-split high confidence",
        "11.0 % of the test rows also stand",
        "measured 11.0 % (7.9–15.0 %) of 300 test rows",
        "row 17 “hello, my parcel",
        "why The model has seen these answers",
        "→ fix Drop the 33 rows",
        "worth 91.3 % → 83.1 % (−8.2 points, −9.6 to −6.9)",
        "where tickets.csv, column message, rows 17, 44, 203, 391, 402, 588 and 2 more",
        "(lines 19, 46, 205, 393, 404, 590 and 2 more)",
        "speaks also for W2V303",
    ):
        assert part in text


def test_at_most_three_quotes_and_five_proofs_unless_verbose() -> None:
    quotes = tuple(Quote(f"quote number {n}", n) for n in range(9))
    report = with_first_finding(tickets(), evidence=tuple(Evidence(f"proof {n}", quotes if n == 0 else ()) for n in range(8)))
    text = plain(report)
    assert "quote number 2" in text
    assert "quote number 3" not in text
    assert "and 6 more" in text
    assert "proof 4" in text
    assert "proof 5" not in text
    assert "and 3 more; --verbose shows them" in text
    assert "proof 7" in plain(report, verbose=True)


def test_a_quote_is_cut_to_seventy_columns() -> None:
    report = with_first_finding(tickets(), evidence=(Evidence("says", (Quote("長" * 100, 3), Quote("w" * 100, 4))),))
    quotes = re.findall("“(.*?)”", plain(report, width=120))
    assert quotes[:2] == ["長" * 34 + "…", "w" * 69 + "…"]


def test_why_takes_two_lines_unless_verbose() -> None:
    report = with_first_finding(tickets(), why="because, " * 60 + "full stop.")
    short = re.search(r"why (.*?)→ fix", plain(report), re.DOTALL)
    assert short
    assert len(short[1].rstrip().splitlines()) == 2
    assert short[1].rstrip().endswith("because…")
    assert "full stop." in plain(report, verbose=True)


def test_places_that_share_a_line_are_named_once() -> None:
    locations = (
        Location("a.py", 3),
        Location("d.csv", column="v1", row=1_204),
        Location("d.csv", column="v1", row=7),
        Location(row=2),
    )
    text = unwrapped(plain(with_first_finding(tickets(), locations=locations)))
    assert "where a.py:3 · d.csv, column v1, rows 1204, 7 · row 2" in text


def test_lines_of_the_data_stand_beside_their_rows() -> None:
    locations = (
        *(Location("d.csv", row + 2, "text", row) for row in (17, 44)),
        Location("train.py", 9),
        Location("train.py", 31),
    )
    text = unwrapped(plain(with_first_finding(tickets(), locations=(*locations, Location("e.csv", 5, "y", 3)))))
    assert "where d.csv, column text, rows 17, 44 (lines 19, 46) · train.py:9 · train.py:31 · e.csv:5, column y, row 3" in text
    assert "where line 4" in unwrapped(plain(with_first_finding(tickets(), locations=(Location(line=4),))))


def test_many_places_are_counted() -> None:
    text = unwrapped(plain(with_first_finding(tickets(), locations=tuple(Location("a.py", line) for line in range(1, 41)))))
    assert "a.py:5 · and 35 more" in text


def test_the_facts_and_notes_of_the_subject_are_shown() -> None:
    subject = Subject(
        "d.csv", 12_000, (("rows", "12,000"), ("label", "column 'y'"), ("note", "separator ';'")), ("text is 'x' (--text)",)
    )
    text = unwrapped(plain(replace(empty(), subject=subject)))
    assert "d.csv · 12,000 rows · label: column 'y' note: separator ';' guessed: text is 'x' (--text)" in text


def test_the_ladder_shows_interval_macro_f1_and_a_bar() -> None:
    line = next(line for line in plain(tickets()).splitlines() if "largest class" in line)
    assert re.search(r"27\.0 % \(22\.3–32\.3 %\) +10\.6 %  ━+─*●─*$", line)
    narrow = plain(tickets(), width=40)
    assert "27.0 % (22.3–32.3 %)" in narrow
    assert "●" in narrow


def test_seconds_and_how_only_when_verbose() -> None:
    assert "12.4 s" not in plain(tickets())
    assert "100-16-4 network" not in plain(tickets())
    assert "12.4 s" in plain(tickets(), verbose=True)
    assert "100-16-4 network" in plain(tickets(), verbose=True)


@pytest.mark.parametrize(
    ("value", "low", "high", "drawn"),
    [
        (0.5, 0.5, 0.5, "━━━━━●    "),
        (0.5, 0.31, 0.79, "━━━──●──  "),
        (0, 0, 0.25, "●──       "),
        (1, 0.8, 1, "━━━━━━━━─●"),
        (7.0, -3.0, 1e300, "─────────●"),
    ],
)
def test_bar(value: float, low: float, high: float, drawn: str) -> None:
    assert bar(Measure("accuracy", value, low, high, "share", 9), 10).plain == drawn


def test_a_bar_needs_numbers() -> None:
    assert bar(Measure("accuracy", float("nan"), 0, 1, "share", 9), 10).plain == ""


def test_an_experiment_without_classes_shows_its_losses() -> None:
    assert "as written  loss 0.000211; always predicting the mean gives 0.00000833" in plain(founding())


def test_passed_measures_are_folded_to_one_line() -> None:
    assert "✓ 6 measures passed; --verbose lists them" in plain(tickets())
    assert "redundant copies" not in plain(tickets())
    verbose = unwrapped(plain(tickets(), verbose=True))
    assert "W2V107 redundant copies: 0.07 % (0.01–0.38 %) of 1,500 rows" in verbose
    assert "W2V202 U = 612 updates per word, from 1,200 training rows" in verbose
    assert "W2V302 test rows that stand" not in verbose


def test_skipped_checks_are_grouped_by_reason() -> None:
    text = plain(tickets())
    assert "– no script and no [classifier] table: W2V401, W2V402" in text
    many = tuple(Skipped(f"W2V{n}", "name", "one reason") for n in range(101, 121))
    text = unwrapped(plain(replace(tickets(), skipped=(*many, Skipped("", "as-written", "no [classifier] table")))))
    assert "W2V108 and 12 more" in text
    assert "no [classifier] table: as-written" in text


def test_a_crash_is_loud_and_names_the_error() -> None:
    report = replace(empty(), crashed=(Crashed("W2V110", "label-noise", "KeyError: 'x'"), Crashed("", "as-written", "boom")))
    text = terminal.render(report, width=80, color=True)
    assert "\x1b[1;31m✗ 2 checks crashed: a defect of w2vcheck, not of your data." in text
    assert "label-noise: KeyError: 'x'" in text
    assert "as-written: boom" in text


def test_each_warning_is_shown_once() -> None:
    assert plain(tickets()).count("ConvergenceWarning") == 1


def test_brackets_are_explained_only_where_there_are_some() -> None:
    assert "95 % interval" in plain(clean())
    assert "95 % interval" not in plain(empty())


def test_rows_are_explained_only_where_some_are_named() -> None:
    assert "Rows count from 0" in plain(tickets())
    assert "Rows count from 0" not in plain(clean())


def test_an_empty_location_is_not_shown() -> None:
    assert "where" not in plain(replace(empty(), findings=(replace(tickets().findings[0], locations=(Location(),)),)))


def test_wide_terminals_keep_a_margin_and_narrow_ones_get_forty_columns() -> None:
    assert plain(tickets(), width=200) == plain(tickets(), width=100)
    assert plain(tickets(), width=10) == plain(tickets(), width=40)


def test_figures_are_not_torn_from_their_units() -> None:
    for width in range(40, 100):
        for line in plain(tickets(), width=width).splitlines():
            assert not line.lstrip().startswith("%")


def test_an_empty_report_is_two_lines() -> None:
    assert plain(empty()) == "✓ clean  Nothing to say.\n\n  empty.csv · 0 rows\n"
