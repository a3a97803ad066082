"""Paths as every machine writes them: from the top of the repository, with forward slashes."""

import os
from pathlib import Path

_TOPS = (".git", ".hg", "pyproject.toml", "w2vcheck.toml")
"""What stands at the top, the surest first: a container may hold a copy without the history."""


def repository_path(path: str, tops: dict[str, Path | None] | None = None) -> str:
    """A path, from the current folder or absolute, as it reads from the top of its repository.

    The top is the nearest folder with `.git`, else with a project file; a path outside of any reads from the current folder,
    and one outside of that keeps only its name. What is no path ("DataFrame", a URL) stays as it is. `tops` remembers the tops
    of folders between calls.
    """
    if "://" in path or not path:
        return path
    if "\\" in path:  # Windows wrote it, wherever it is read
        path = path.replace("\\", "/")
    if path[1:3] == ":/" and os.name != "nt":
        return path.rpartition("/")[2]
    whole = Path(os.path.normpath(Path.cwd() / path))  # links stay: the repository knows the name, not where it leads
    top = _top(whole.parent, {} if tops is None else tops) or Path.cwd()
    return whole.relative_to(top).as_posix() if whole.is_relative_to(top) else whole.name


def _top(folder: Path, tops: dict[str, Path | None]) -> Path | None:
    known = str(folder)
    if known not in tops:
        around = (folder, *folder.parents)
        tops[known] = next((one for mark in _TOPS for one in around if _has(one, mark)), None)
    return tops[known]


def _has(folder: Path, mark: str) -> bool:
    try:
        return (folder / mark).exists()
    except OSError:  # a folder on the way up that we may not look into
        return False
