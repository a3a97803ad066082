"""Paths that hold on every machine, and the one place that programs show."""

import os
from pathlib import Path

import pytest

from w2vcheck.report.places import line_in_file, portable, primary
from w2vcheck.results import Location


def test_paths_are_seen_from_the_repository_with_forward_slashes(folder: Path) -> None:
    (folder / "deep").mkdir()
    os.chdir(folder / "deep")
    assert portable("x.csv") == "deep/x.csv"
    assert portable("../data/./train.csv") == "data/train.csv"
    assert portable(str(folder / "deep" / "x.csv"), {}) == "deep/x.csv"


@pytest.mark.parametrize("file", ["/nowhere/secret/data.csv", "https://user:key@host/a/data.csv", "s3://b/data.csv/"])
def test_of_what_lies_elsewhere_only_the_name_is_told(file: str, folder: Path) -> None:
    assert folder.is_dir()
    assert portable(file) == "data.csv"


@pytest.mark.parametrize("file", ["", "a\0b", "\ud800", "x" * 5000, "a\nb"])
def test_names_that_no_file_can_have_are_no_error(file: str, folder: Path) -> None:
    assert folder.is_dir()
    assert portable(file) == file


def test_a_place_with_a_line_is_shown_else_one_with_a_file() -> None:
    line, row, nowhere = Location("train.py", 7), Location("data.csv", row=3), Location(row=4, line=5)
    assert primary((nowhere, row, line)) is line
    assert primary((nowhere, row)) is row
    assert primary((nowhere,)) is None
    assert primary(()) is None
    assert line_in_file(Location("a.ipynb", 2, cell=3, file_line=40)) == 40
    assert line_in_file(line) == 7
