import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_strategies import reports
from rich.cells import cell_len

from w2vcheck.code.source import source_of
from w2vcheck.linter import lint_settings, lint_sources
from w2vcheck.report import concise, terminal_lint
from w2vcheck.results import Report

SETTINGS = lint_settings(None, {"select": ["W2V603", "W2V604"]})
HEAD = "from gensim.models import Word2Vec\n"


def report(*texts: str) -> Report:
    return lint_sources([source_of(HEAD + text, f"{number}.py") for number, text in enumerate(texts)], SETTINGS)


def frames(text: str, width: int = 80) -> list[str]:
    lines = terminal_lint.render(report(text), width=width, color=False).splitlines()
    return [line for line in lines if "│" in line]


@given(report=reports, width=st.integers(40, 120), verbose=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_report_holds_no_line_is_too_wide_and_nothing_acts(report: Report, width: int, *, verbose: bool) -> None:
    text = terminal_lint.render(report, width=width, color=False, verbose=verbose)

    assert text.endswith("\n")
    assert max(map(cell_len, text.splitlines())) <= min(width, 100)
    for shown in (text, concise.render(report)):
        assert not set(shown) & set("\x1b\x9b\r\u200b\u202e\u2066\u2069\ud800")


@pytest.mark.parametrize(
    "text",
    [
        "m = Word2Vec(s, size=100)",
        "if True:\n    m = Word2Vec(s, size=100)",
        "\tm = Word2Vec(s, size=100)".strip(),
        "m = Word2Vec('längere Wörter', '長い言葉', size=100)",
        f"m = Word2Vec([{'1, ' * 80}], size=100)",
        f"m = Word2Vec(s, size=100, comment='{'long ' * 60}')",
        f"m = Word2Vec([{'長, ' * 80}], size=100, comment='{'long ' * 60}')".replace("長, ", "'長', "),
    ],
)
@pytest.mark.parametrize("width", [40, 80])
def test_the_mark_stands_under_what_is_meant(text: str, width: int) -> None:
    line, mark = frames(text, width)

    start = cell_len(mark[: mark.index("^")])
    columns = [char for char in line for _ in range(cell_len(char))]
    assert "".join(columns[start : start + mark.count("^")]) == "size=100"
    assert cell_len(line) <= width


def test_files_are_in_order_and_why_is_said_once() -> None:
    text = terminal_lint.render(report("m = Word2Vec(s, size=1)\n", "m = Word2Vec(s, iter=1)\n"), width=80, color=False)

    assert text.index("\n0.py\n") < text.index("\n1.py\n")
    assert text.count("why ") == 1
    assert terminal_lint.render(report("Word2Vec(size=1, iter=2)"), width=80, color=False, verbose=True).count("why ") == 2


def test_nothing_found_is_said_too() -> None:
    text = terminal_lint.render(report("m = Word2Vec(s)"), width=80, color=False)

    assert text == "✓ clean  Nothing wrong was found in 0.py.\n  files: 1\n"
