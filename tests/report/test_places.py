"""Paths that hold on every machine, and the one place that programs show."""

import os
from pathlib import Path, PureWindowsPath

import pytest

from w2vcheck.report.places import checkout, line_in_file, portable, primary
from w2vcheck.results import Location


def test_paths_are_seen_from_the_folder_with_forward_slashes(folder: Path) -> None:
    assert portable("data.csv", folder) == "data.csv"
    assert portable("./data/../data/train.csv", folder) == "data/train.csv"
    assert portable(str(folder / "deep" / "x.csv"), folder) == "deep/x.csv"
    (folder / "deep").mkdir()
    os.chdir(folder / "deep")
    assert portable("x.csv", folder) == "deep/x.csv"
    assert portable("../x.csv", folder) == "x.csv"


@pytest.mark.parametrize("file", ["/home/me/secret/data.csv", "../../data.csv", "https://host/a/data.csv", "s3://b/data.csv/"])
def test_of_what_lies_elsewhere_only_the_name_is_told(file: str, folder: Path) -> None:
    assert portable(file, folder) == "data.csv"


@pytest.mark.parametrize("file", ["", "\0", "a\0b", "\ud800", "x" * 5000, "a\nb", "."])
def test_names_that_no_file_can_have_are_no_error(file: str, folder: Path) -> None:
    assert portable(file, folder) in (file, "")


@pytest.mark.skipif(os.name == "nt", reason="needs a privilege there")
def test_a_link_to_the_repository_is_the_repository_and_a_link_in_it_stays_one(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "repo").symlink_to(folder)
    (outside / "big.csv").touch()
    (folder / "big.csv").symlink_to(outside / "big.csv")
    (folder / "data.csv").touch()
    assert portable(str(outside / "repo" / "data.csv"), folder) == "data.csv"
    assert portable("big.csv", folder) == "big.csv"


def test_windows_paths_become_posix_ones(folder: Path) -> None:
    assert PureWindowsPath("data\\train.csv").as_posix() == "data/train.csv"  # what `relative_to(...).as_posix()` gives there
    if os.name != "nt":
        assert portable("data\\train.csv", folder) == "data\\train.csv"  # one name with a backslash in it


def test_a_ci_job_sees_its_repository_from_any_folder_in_it(folder: Path) -> None:
    inner = folder / "ml"
    inner.mkdir()
    os.chdir(inner)
    assert checkout({}) == inner
    assert checkout({"GITHUB_WORKSPACE": str(folder)}) == folder
    assert checkout({"CI_PROJECT_DIR": str(folder), "GITHUB_WORKSPACE": ""}) == folder
    assert checkout({"GITHUB_WORKSPACE": str(folder / "elsewhere"), "WORKSPACE": str(folder)}) == folder
    assert checkout({"GITHUB_WORKSPACE": str(folder / "elsewhere")}) == inner


def test_a_place_with_a_line_is_shown_else_one_with_a_file() -> None:
    line, row, nowhere = Location("train.py", 7), Location("data.csv", row=3), Location(row=4, line=5)
    assert primary((nowhere, row, line)) is line
    assert primary((nowhere, row)) is row
    assert primary((nowhere,)) is None
    assert primary(()) is None
    assert line_in_file(Location("a.ipynb", 2, cell=3, file_line=40)) == 40
    assert line_in_file(line) == 7
