"""`w2vcheck cache`: where the cache is, how large, and clearing it."""

import os
from pathlib import Path

import typer

cache = typer.Typer(
    name="cache", help="The cache of earlier audits: where it is, how large, and clearing it.", no_args_is_help=True
)


@cache.command()
def path() -> None:
    """Show the folder of the cache (W2VCHECK_CACHE_DIR names another; set to nothing it switches the cache off)."""
    typer.echo(_folder())


@cache.command()
def size() -> None:
    """Show how many files the cache has, and their megabytes."""
    from w2vcheck.cache import size as measure

    files, total = measure(_folder())
    typer.echo(f"{files:,} files, {total / 1e6:,.1f} MB")


@cache.command()
def clear() -> None:
    """Remove the files of the cache, and nothing else in its folder."""
    from w2vcheck.cache import clear as remove
    from w2vcheck.errors import ConfigError

    place = _folder()
    try:
        removed = remove(place)
    except OSError as error:
        raise ConfigError("a cache that can be cleared", f"{error.strerror}", "remove the folder by hand", str(place)) from error
    typer.echo(f"{removed:,} files removed")


def _folder() -> Path:
    """The folder. Raises `ConfigError` where the cache is switched off."""
    from w2vcheck.cache import FOLDER, folder
    from w2vcheck.errors import ConfigError

    place = folder()
    if place is None:
        if FOLDER not in os.environ:
            raise ConfigError("a cache", "no home folder to have it in", f"set HOME, or {FOLDER} to a folder")
        raise ConfigError("a cache", f"it switched off by an empty {FOLDER}", "unset that variable")
    return place
