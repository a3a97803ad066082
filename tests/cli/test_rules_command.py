import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from w2vcheck import __version__
from w2vcheck.cli import THREADS, main
from w2vcheck.rule import LoadedRule, load_rules

RULES = load_rules()
Ran = tuple[int, str, str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `w2vcheck` as the shell would: exit code, stdout, stderr."""
    for name in THREADS:
        monkeypatch.setenv(name, "1")  # `main` sets them; so they are put back

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, captured.out, captured.err

    return run


def test_rules_are_listed_one_a_line_in_the_order_of_their_codes(run: Callable[..., Ran]) -> None:
    code, out, err = run("rules")

    listed = [line.split(maxsplit=3) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [entry[0] for entry in listed] == sorted(one.rule.code for one in RULES)
    assert [tuple(entry) for entry in listed] == [
        (one.rule.code, one.rule.severity, one.rule.name, one.rule.summary) for one in RULES
    ]
    assert len({line.index(entry[3]) for line, entry in zip(out.splitlines(), listed, strict=True)}) == 1  # a straight column


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.rule.code)
def test_a_rule_shows_its_page(run: Callable[..., Ran], one: LoadedRule) -> None:
    code, out, err = run("rule", one.rule.code)

    title = f"# {one.rule.code} {one.rule.name} ({one.rule.severity})"
    assert (code, err) == (0, "")
    assert out == f"{title}\n\n{one.rule.summary}.\n\n{one.page}\n"
    assert one.page.startswith("## What it checks\n")


@pytest.mark.parametrize("name", ["w2v302", "duplicates-across-split", "Duplicates-Across-Split"])
def test_a_rule_is_found_by_its_name_too_in_any_case(run: Callable[..., Ran], name: str) -> None:
    assert run("rule", name) == run("rule", "W2V302")


def test_a_terminal_shows_the_page_as_rendered_text(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    code, out, _ = run("rule", "W2V302")

    assert code == 0
    assert "## " not in out
    assert "duplicates-across-split" in out


@pytest.mark.parametrize(
    ("asked", "advice"),
    [
        ("duplicate-across-splits", "did you mean 'duplicates-across-split'"),
        ("leakage", "w2vcheck rules lists them all"),
        ("", "w2vcheck rules lists them all"),
    ],
)
def test_an_unknown_rule_is_one_sentence(run: Callable[..., Ran], asked: str, advice: str) -> None:
    code, out, err = run("rule", asked)

    assert (code, out) == (2, "")
    assert err == f"w2vcheck: Expected the code or name of a rule, found {asked!r}; {advice}.\n"


def test_a_code_with_a_slip_gets_a_code_as_advice(run: Callable[..., Ran]) -> None:
    assert re.search(r"; did you mean 'W2V\d{3}'\.$", run("rule", "W2V3O2")[2])


def test_an_unknown_rule_cannot_act_on_the_terminal(run: Callable[..., Ran]) -> None:
    _, _, err = run("rule", "\x1b[2J\u202e")

    assert "\x1b" not in err
    assert "\u202e" not in err


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("audit", "-h"), ("lint", "-h"), ("rules", "-h"), ("rule", "-h"), ("demo", "-h")]
)
def test_help_is_there_for_every_command(run: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)

    assert (code, err) == (0, "")
    assert out.startswith("Usage: w2vcheck")
    assert max(map(len, out.splitlines())) <= 80


def test_the_commands_are_named_by_help(run: Callable[..., Ran]) -> None:
    _, out, _ = run("--help")

    assert set(re.findall(r"^  (\w+)  ", out, flags=re.MULTILINE)) == {
        "audit",
        "baseline",
        "cache",
        "demo",
        "init",
        "lint",
        "rule",
        "rules",
        "vectors",
    }


def test_without_a_command_there_is_help(run: Callable[..., Ran]) -> None:
    code, out, err = run()

    assert code == 2
    assert "audit" in out + err


def test_the_version_is_that_of_the_package(run: Callable[..., Ran]) -> None:
    assert run("--version") == (0, f"w2vcheck {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("adit",), ("rules", "W2V302"), ("rule",), ("--verison",)])
def test_wrong_usage_exits_with_2(run: Callable[..., Ran], arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)

    assert (code, out) == (2, "")
    assert "Error: " in err


def test_a_page_is_whole_where_python_drops_docstrings() -> None:
    plain, bare = (
        subprocess.run([sys.executable, *flags, "-m", "w2vcheck", "rule", "W2V302"], capture_output=True, check=True).stdout
        for flags in ([], ["-OO"])
    )

    assert bare == plain
    assert b"## How it is measured" in plain
