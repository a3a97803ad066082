import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from w2vcheck import auditor
from w2vcheck.cli import THREADS, main
from w2vcheck.results import Report, Subject, Verdict

Ran = tuple[int, str, str]
EMPTY = Report(Subject("", 0, ()), Verdict("clean", "Nothing.", ""), (), (), (), (), (), "", (), ())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `w2vcheck demo` in an empty folder, as the shell would: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    for name in THREADS:
        monkeypatch.setenv(name, "1")  # `main` sets them; so they are put back

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", "demo", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return left.value.code, captured.out, captured.err

    return run


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where the demo would audit; nothing is trained."""
    places: list[Path] = []

    def audit(*_: object, **__: object) -> Report:
        places.append(Path.cwd())
        return EMPTY

    monkeypatch.setattr(auditor, "audit", audit)
    return places


def test_the_demo_audits_both_examples_in_a_folder_of_the_users_choice(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Path.cwd()
    monkeypatch.setattr(auditor, "audit", partial(auditor.audit, ladder=False))  # which takes most of the time

    code, out, err = run("--folder", "some/where")

    assert (code, err) == (0, "")
    titles = [line for line in out.splitlines() if line.startswith("== ")]
    assert [title.rpartition(": ")[2] for title in titles] == [
        "w2vcheck audit numbers.csv --config w2vcheck.toml",
        "w2vcheck audit tickets.csv --config w2vcheck.toml",
    ]
    founding, tickets = out.split("\n== ")[1:]
    assert "W2V114 continuous-label" in founding
    assert "w2vcheck.toml:5" in founding
    assert "W2V302 duplicates-across-split" in tickets
    assert "as written" in tickets
    assert Path.cwd() == here
    assert sorted(str(path) for path in Path("some/where").glob("*/*.*sv")) == [
        "some/where/question/numbers.csv",
        "some/where/tickets/tickets.csv",
    ]
    assert out.endswith(f"The files are in {here / 'some/where'}: change something and audit again.\n")


def test_what_the_demo_prints_can_be_done_again_by_hand(run: Callable[..., Ran], audited: list[Path]) -> None:
    run("--folder", "x")

    for place, data in zip(audited, ("numbers.csv", "tickets.csv"), strict=True):
        assert (place / data).is_file()
        assert (place / "w2vcheck.toml").is_file()


def test_without_a_folder_nothing_is_left_behind(run: Callable[..., Ran], audited: list[Path]) -> None:
    code, out, _ = run()

    assert code == 0
    assert len(audited) == 2
    assert not any(place.exists() for place in audited)
    assert not list(Path().iterdir())
    assert "The files are in" not in out


def test_a_failing_audit_leaves_the_user_where_they_were(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Report:
        raise RuntimeError("broken inside")

    here = Path.cwd()
    monkeypatch.setattr(auditor, "audit", fail)

    assert run()[0] == 2
    assert Path.cwd() == here


def test_a_file_is_no_folder(run: Callable[..., Ran]) -> None:
    Path("taken").touch()

    code, out, err = run("--folder", "taken")

    assert (code, out) == (2, "")
    assert err.startswith("w2vcheck: taken: expected a folder ")
    assert err.count("\n") == 1
