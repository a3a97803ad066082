"""Places as other programs want them: one for each finding, and paths that hold on every machine that has the repository."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from w2vcheck.results import Location

CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "WORKSPACE")
"""What GitHub, GitLab, Azure Pipelines and Jenkins call the folder of the repository, in their environment."""


def checkout(environment: Mapping[str, str] | None = None) -> Path:
    """The folder that paths are seen from: the repository in a CI job that runs inside it, else the current folder."""
    given = os.environ if environment is None else environment
    here = Path.cwd()
    folders = (Path(os.path.realpath(given[name])) for name in CHECKOUTS if given.get(name))
    return next((folder for folder in folders if here.is_relative_to(folder)), here)


def portable(file: str, folder: Path) -> str:
    """A path as seen from `folder`, with forward slashes; of a file that lies elsewhere, or a URL, only the name.

    Where a file lies on the disk of one machine is nobody's business, and no other machine could find it there.
    """
    if "://" in file:
        return file.rstrip("/").rpartition("/")[2]
    whole = os.path.abspath(file)  # noqa: PTH100 - without following links: the repository has the link, not its target
    inside = _inside(whole, folder)
    if inside is None:
        with suppress(OSError, ValueError):  # names that no file can have are nowhere
            inside = _inside(os.path.realpath(whole), folder)
    return PurePath(file).name if inside is None else inside


def _inside(path: str, folder: Path) -> str | None:
    """The way from the folder to the path, None where it does not lie in it."""
    whole = Path(path)
    return whole.relative_to(folder).as_posix() if whole != folder and whole.is_relative_to(folder) else None


def primary(locations: Sequence[Location]) -> Location | None:
    """The first place with a line, else the first with a file: programs show one for a finding."""
    in_files = [place for place in locations if place.file is not None]
    return next((place for place in in_files if place.line is not None), in_files[0] if in_files else None)


def line_in_file(place: Location) -> int | None:
    """The line from 1; in a notebook that of the JSON, which is what a change of a notebook shows."""
    return place.line if place.file_line is None else place.file_line
