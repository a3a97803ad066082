import os
from pathlib import Path
from typing import NoReturn

import pytest

from w2vcheck.whole_file import LEFT_BEHIND, write_whole


@pytest.mark.parametrize("name", ["report.json", "x" * 255, "with space", "new\nline", ".hidden"])
def test_a_file_is_written_under_any_name_that_the_disk_takes(tmp_path: Path, name: str) -> None:
    write_whole(b"new", tmp_path / name)
    write_whole(b"newer", tmp_path / name)

    assert (tmp_path / name).read_bytes() == b"newer"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("refused", ["pathlib.Path.replace", "os.fsync"])
def test_what_cannot_be_finished_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    (tmp_path / "report.json").write_bytes(b"old")
    monkeypatch.setattr(refused, full)

    with pytest.raises(OSError, match="No space left"):
        write_whole(b"new", tmp_path / "report.json")

    assert (tmp_path / "report.json").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_what_killed_processes_left_behind_goes_with_the_next_write(tmp_path: Path) -> None:
    old, fresh, foreign = (tmp_path / name for name in (".w2vcheck-0123.part", ".w2vcheck-4567.part", ".other.part"))
    for file in (old, fresh, foreign):
        file.touch()
    for file in (old, foreign):
        os.utime(file, (0, fresh.stat().st_mtime - LEFT_BEHIND - 1))

    write_whole(b"new", tmp_path / "report.json")

    assert sorted(file.name for file in tmp_path.iterdir()) == [".other.part", ".w2vcheck-4567.part", "report.json"]


def test_permissions_are_kept_where_they_are_given(tmp_path: Path) -> None:
    write_whole(b"new", tmp_path / "train.py", mode=0o640)

    assert (tmp_path / "train.py").stat().st_mode & 0o777 == 0o640
