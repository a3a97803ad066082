"""Several processes give what one gives."""

import json
import multiprocessing
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from w2vcheck import workers
from w2vcheck.code.source import source_of
from w2vcheck.errors import ConfigError, SourceError
from w2vcheck.linter import Linted, lint_files, lint_settings, lint_sources, report_on
from w2vcheck.report.json_report import render
from w2vcheck.settings import Settings
from w2vcheck.workers import FEWEST, lint_together

FILES = 2 * FEWEST + 3
RUN = "from w2vcheck.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scripts that find something or nothing, one that is not Python, and one that is no text."""
    monkeypatch.chdir(tmp_path)
    for number in range(FILES):
        found = f"model = Word2Vec(s, size={number})\n" if number % 3 else ""
        (tmp_path / f"{number:03d}.py").write_text(f"from gensim.models import Word2Vec\n{found}")
    (tmp_path / "007.py").write_text("print 'two'\n")
    (tmp_path / "020.py").write_bytes(b"x = '\xff'\n")
    return tmp_path


@pytest.fixture
def settings() -> Settings:
    return lint_settings(None, {})


def names(folder: Path) -> list[str]:
    return sorted((path.name for path in folder.glob("*.py")), reverse=True)


def paths(results: list[Linted | SourceError]) -> list[str | None]:
    return [one.file if isinstance(one, SourceError) else one.path for one in results]


@pytest.mark.parametrize("method", sorted({"fork", "spawn"} & set(multiprocessing.get_all_start_methods())))
def test_the_report_is_the_same_byte_for_byte_and_in_the_order_of_the_paths(
    method: str, folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_method", lambda: method)
    files = names(folder)
    alone, together = list(lint_files(files, settings)), list(lint_together(files, settings, jobs=2))

    assert paths(together) == paths(alone) == files
    assert render(report_on(together, settings), timings=False) == render(report_on(alone, settings), timings=False)
    assert report_on(together, settings).findings


def test_progress_is_told_file_by_file(folder: Path, settings: Settings) -> None:
    told: list[float | None] = []
    files = names(folder)

    list(lint_together(files, settings, lambda _, done=None: told.append(done), jobs=2))

    assert [round((one or 0) * len(files)) for one in told][: len(files)] == list(range(len(files)))


def test_few_files_are_not_worth_a_process(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_from_all", lambda *_: pytest.fail("a process was started"))

    assert len(list(lint_together(names(folder)[: 2 * FEWEST - 1], settings, jobs=8))) == 2 * FEWEST - 1
    assert len(list(lint_together(names(folder), settings, jobs=1))) == FILES


def test_where_no_process_can_be_started_one_reads_all(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> object:
        raise PermissionError("no semaphores here")

    monkeypatch.setattr(multiprocessing, "get_context", refused)

    assert paths(list(lint_together(names(folder), settings, jobs=2))) == names(folder)


def test_the_rest_is_read_here_when_a_process_is_ended(folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    some = list(lint_files(names(folder)[:5], settings))

    def ended(*_: object) -> object:
        yield from some
        raise BrokenPipeError

    monkeypatch.setattr(workers, "_from_all", ended)

    assert paths(list(lint_together(names(folder), settings, jobs=2))) == names(folder)


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_is_python_the_error_is_the_same(jobs: int, folder: Path, settings: Settings) -> None:
    for name in names(folder):
        (folder / name).write_text("print 'two'\n")

    with pytest.raises(SourceError, match="expected Python, found something else"):
        report_on(lint_together(sorted(names(folder)), settings, jobs=jobs), settings)


def test_errors_arrive_whole_from_another_process() -> None:
    for error in (SourceError("a", "b", "c", "x.py", 3), ConfigError(expected="a", found="b", advice="c", column=2)):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made in the line before

        assert (type(again), str(again)) == (type(error), str(error))


@pytest.mark.parametrize("start", [["-m", "w2vcheck"], ["-c", RUN], ["-"]], ids=["module", "command", "standard input"])
def test_the_command_reads_many_files_however_it_is_started(start: list[str], folder: Path, settings: Settings) -> None:
    ran = subprocess.run(
        [sys.executable, *start, "lint", ".", "--format", "json", "--fail-on", "never"],
        cwd=folder,
        input=RUN,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    expected = json.loads(render(report_on(lint_files(sorted(names(folder)), settings), settings), timings=False))
    assert json.loads(ran.stdout)["findings"] == expected["findings"]


def test_sources_and_files_give_the_same_report(folder: Path, settings: Settings) -> None:
    text = (folder / "001.py").read_text()

    assert lint_sources([source_of(text, "001.py")], settings) == report_on(lint_files(["001.py"], settings), settings)
