"""What holds for every test: a busy machine is no defect, and nobody sees the cache of the user, or of another test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: speed is measured in bench/.
settings.register_profile("w2vcheck", deadline=None)
settings.load_profile("w2vcheck")


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> None:
    """Before any other fixture, so that those of a module have none either. Tests of the cache name a folder of their own."""
    os.environ["W2VCHECK_CACHE_DIR"] = ""


@pytest.fixture(scope="session", autouse=True)
def _no_summary() -> None:
    """What tests print does not go into the summary of the job that runs them."""
    os.environ.pop("GITHUB_STEP_SUMMARY", None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder with a configuration of its own."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    return tmp_path
