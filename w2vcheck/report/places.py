"""Places as other programs want them: one for each finding, and paths that hold on every machine that has the repository."""

from collections.abc import Sequence
from pathlib import Path

from w2vcheck.ci.repository import repository_path
from w2vcheck.results import Location

Tops = dict[str, Path | None]
"""The repositories of the folders that were met; see `repository_path`."""


def portable(file: str, tops: Tops | None = None) -> str:
    """A path from the top of its repository, with forward slashes; of a file that lies elsewhere, or a URL, only the name.

    Where a file lies on the disk of one machine is nobody's business, and no other machine could find it there.
    """
    return file.rstrip("/").rpartition("/")[2] if "://" in file else repository_path(file, tops)


def primary(locations: Sequence[Location]) -> Location | None:
    """The first place with a line, else the first with a file: programs show one for a finding."""
    in_files = [place for place in locations if place.file is not None]
    return next((place for place in in_files if place.line is not None), in_files[0] if in_files else None)


def line_in_file(place: Location) -> int | None:
    """The line from 1; in a notebook that of the JSON, which is what a change of a notebook shows."""
    return place.line if place.file_line is None else place.file_line
