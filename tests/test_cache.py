"""The cache gives back what was there, and whatever is wrong with it costs time and nothing else."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from w2vcheck import Measure, Report, audit
from w2vcheck import cache as module
from w2vcheck.cache import BYTES, FOLDER, Cache, clear, folder, open_cache, size
from w2vcheck.demo.tickets import tickets, write_csv
from w2vcheck.kept import DEPENDS
from w2vcheck.report import json_report

ROWS = tickets(120, seed=2)
DATA_RULES: dict[str, Any] = {"select": ("W2V1",), "ignore": ("W2V110", "W2V116"), "ladder": False}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the cache that is not there yet, and a current folder with data.csv."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("w2vcheck.toml").touch()
    write_csv(Path("data.csv"), ("text", "label"), ROWS)
    monkeypatch.setenv(FOLDER, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def audits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each audit that was really made."""
    made: list[str] = []
    auditor = import_module("w2vcheck.auditor")
    really = auditor.audit_rows

    def counted(*given: object) -> Report:
        made.append("audit")
        report: Report = really(*given)
        return report

    monkeypatch.setattr(auditor, "audit_rows", counted)
    return made


def quick(data: object = "data.csv", **named: Any) -> Report:
    return audit(data, **{**DATA_RULES, **named})


# --- found again -----------------------------------------------------------------------------------------------------------


def test_the_second_audit_gives_the_same_bytes_without_auditing(place: Path, audits: list[str]) -> None:
    first = quick()
    second = quick()

    assert audits == ["audit"]
    assert second == first
    assert json_report.render(second, timings=True) == json_report.render(first, timings=True)
    assert size(place)[0] == 1


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("how", ["data", "option", "settings", "name", "off"])
def test_whatever_changes_is_audited_again(audits: list[str], how: str) -> None:
    quick()
    match how:
        case "data":
            write_csv(Path("data.csv"), ("text", "label"), ROWS[:-1])
            quick()
        case "option":
            quick(seed=1)
        case "settings":
            Path("w2vcheck.toml").write_text("[data]\ntext = 'text'\n", encoding="utf-8")
            quick()
        case "name":
            Path("data.csv").rename("other.csv")
            quick("other.csv")
        case _:
            quick(cache=False)

    assert len(audits) == 2


def test_another_version_audits_again(place: Path, audits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    quick()
    monkeypatch.setattr(module, "_origin", lambda: "another numpy")
    quick()

    assert len(audits) == 2
    assert size(place)[0] == 2


def test_a_frame_is_known_by_what_it_holds(place: Path, audits: list[str]) -> None:
    frame = pl.DataFrame(ROWS, schema=["text", "label"], orient="row")
    quick(frame)
    quick(frame.clone())
    quick(pl.concat([frame[:50], frame[50:]], rechunk=False))
    assert len(audits) == 1

    quick(frame.reverse())
    assert len(audits) == 2
    assert size(place)[0] == 2


def test_other_rules_do_not_train_the_ladder_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = audit("data.csv", select=("W2V5",))

    def fail(*_: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr("w2vcheck.experiment.ladder._timed", fail)
    second = audit("data.csv", select=("W2V103",), fail_on="note")

    assert first.ladder
    assert second.ladder == first.ladder
    assert not second.crashed
    assert audit("data.csv", select=("W2V103",), seed=1).crashed  # another seed is another ladder
    assert size(place)[0] >= 3


@pytest.mark.parametrize("name", DEPENDS)
def test_what_is_kept_exists(name: str) -> None:
    home, _, kind = name.rpartition(".")

    assert isinstance(getattr(import_module(home), kind), type)


def test_a_budget_and_a_crash_are_not_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick(budget=1000.0)
    assert size(place) == (0, 0)

    auditor = import_module("w2vcheck.auditor")
    really = auditor.audit_rows
    crashed = (import_module("w2vcheck.results").Crashed("W2V101", "empty-text", "broken"),)
    monkeypatch.setattr(auditor, "audit_rows", lambda *given: replace(really(*given), crashed=crashed))
    quick()
    assert size(place) == (0, 0)


def test_data_that_change_meanwhile_are_not_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    auditor = import_module("w2vcheck.auditor")
    really = auditor.audit_rows

    def slow(*given: object) -> Report:
        write_csv(Path("data.csv"), ("text", "label"), ROWS[:50])
        report: Report = really(*given)
        return report

    monkeypatch.setattr(auditor, "audit_rows", slow)
    quick()

    assert size(place) == (0, 0)


# --- damaged, foreign, locked, full -------------------------------------------------------------------------------------------


def a_pickle() -> bytes:
    from io import BytesIO

    written = BytesIO()
    np.savez(written, document=np.array([{"a": 1}], dtype=object))
    return written.getvalue()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "last byte lost": lambda whole: whole[:-1],
    "flipped": lambda whole: whole[:300] + bytes([whole[300] ^ 1]) + whole[301:],
    "text": lambda _: b"hello",
    "pickle": lambda _: a_pickle(),
    "bare pickle": lambda _: b"\x80\x04K\x01.",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_ignored_and_written_anew(place: Path, audits: list[str], damage: Callable[[bytes], bytes]) -> None:
    first = quick()
    (entry,) = place.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))

    assert quick() == first
    assert len(audits) == 2
    assert quick() == first
    assert len(audits) == 2  # what was written anew can be read


@pytest.mark.parametrize("document", [b"[]", b"{}", b"nonsense", b"\xff", json.dumps({"name": 1}).encode()])
def test_an_entry_of_another_form_is_not_there(place: Path, document: bytes) -> None:
    cache = Cache(place, "content")
    cache.put(Measure.share("share", 1, 2), "about")
    (entry,) = place.iterdir()
    np.savez(entry, document=np.frombuffer(document, np.uint8))

    assert cache.get(Measure, "about") is None


def test_an_array_whose_header_is_no_python_is_not_there(place: Path) -> None:
    """numpy reads headers with Python's tokenizer, which has errors of its own."""
    cache = Cache(place, "content")
    cache.put(Measure.share("share", 1, 2), "about")
    (entry,) = place.iterdir()
    with zipfile.ZipFile(entry, "w") as archive:
        archive.writestr("document.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': ('|u1'\n")

    assert cache.get(Measure, "about") is None


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.delenv(FOLDER)
    monkeypatch.setattr("platformdirs.user_cache_dir", homeless)

    assert folder() is None
    assert open_cache(["anything"]) is None


def test_what_killed_writers_left_behind_goes_with_the_next_entry(place: Path) -> None:
    cache = Cache(place, "content")
    cache.put(Measure.share("share", 1, 2), 1)
    (place / ".new-old").write_bytes(b"x")
    os.utime(place / ".new-old", (0, 0))
    (place / ".new-fresh").write_bytes(b"x")

    cache.put(Measure.share("share", 1, 2), 2)

    assert sorted(file.name for file in place.iterdir() if file.name.startswith(".new")) == [".new-fresh"]
    assert size(place)[0] == 3


def test_a_folder_that_is_a_file_costs_nothing_but_time(place: Path, audits: list[str]) -> None:
    place.write_text("in the way", encoding="utf-8")

    assert quick() == quick()
    assert len(audits) == 2
    assert place.read_text(encoding="utf-8") == "in the way"


@pytest.mark.parametrize("refused", ["tempfile.mkstemp", "numpy.savez", "pathlib.Path.replace", "pathlib.Path.mkdir"])
def test_a_folder_that_is_full_or_read_only_costs_nothing_but_time(
    place: Path, audits: list[str], monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(refused, refuse)
        report = quick()

    assert not report.crashed
    assert not report.warnings
    assert size(place) == (0, 0)  # no unfinished file either
    assert quick() == report
    assert len(audits) == 2


def test_many_at_once_read_whole_entries_or_none(place: Path) -> None:
    cache = Cache(place, "content")
    value = Measure.share("x" * 100_000, 1, 3)

    def work(number: int) -> bool:
        if number % 2:
            cache.put(value, "about")
        return cache.get(Measure, "about") in (None, value)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert cache.get(Measure, "about") == value
    assert size(place)[0] == 1


# --- the folder ---------------------------------------------------------------------------------------------------------------


def test_only_the_owner_may_read(place: Path) -> None:
    quick()
    (entry,) = place.iterdir()

    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


def test_what_was_used_longest_ago_goes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(place, "content")
    values = [Measure.share("x" * 10_000, number, 9) for number in range(4)]
    for number, value in enumerate(values[:3]):
        cache.put(value, number)
        os.utime(cache._path(Measure, number), ns=(number + 1, number + 1))
    (place / ".new-left-behind").write_bytes(b"x" * 5000)
    os.utime(place / ".new-left-behind", ns=(0, 0))
    (place / "not ours.npz").write_bytes(b"x" * 1_000_000)
    assert cache.get(Measure, 0) == values[0]  # used now

    monkeypatch.setenv(BYTES, str(size(place)[1] - 4000))
    cache.put(values[3], 3)

    assert [cache.get(Measure, number) for number in range(4)] == [values[0], None, values[2], values[3]]
    assert not (place / ".new-left-behind").exists()
    assert (place / "not ours.npz").exists()


def test_clearing_removes_our_files_and_no_other(place: Path) -> None:
    cache = Cache(place, "content")
    cache.put(Measure.share("share", 1, 2), "about")
    (place / "not ours.txt").touch()

    assert clear(place) == 1
    assert [file.name for file in place.iterdir()] == ["not ours.txt"]
    assert clear(place / "nowhere") == 0


def test_an_empty_name_switches_the_cache_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(FOLDER, "")
    assert folder() is None
    assert open_cache(["anything"]) is None

    monkeypatch.delenv(FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    found = folder()
    assert found is not None
    assert found.name == "w2vcheck"


def test_data_that_cannot_be_read_have_no_entry(place: Path) -> None:
    assert open_cache([place / "nowhere.csv"]) is None
    assert open_cache([pl.DataFrame({"a": [object()]})]) is None


def test_the_command(place: Path) -> None:
    def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "w2vcheck", *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
        return ran.returncode, ran.stdout, ran.stderr

    assert run("cache", "path") == (0, f"{place}\n", "")
    audited = run("audit", "data.csv", "--select", "W2V103", "--no-ladder", "--format", "json")
    assert run("cache", "size")[1].startswith("1 files, ")
    assert run("audit", "data.csv", "--select", "W2V103", "--no-ladder", "--format", "json") == audited
    assert run("audit", "data.csv", "--select", "W2V103", "--no-ladder", "--no-cache", "--format", "json") == audited
    assert run("cache", "clear")[1] == "1 files removed\n"
    assert run("cache", "size")[1] == "0 files, 0.0 MB\n"
    code, out, err = run("cache", "path", **{FOLDER: ""})
    assert (code, out) == (2, "")
    assert "switched off" in err
