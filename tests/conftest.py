"""What holds for every test."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: speed is measured in bench/.
settings.register_profile("w2vcheck", deadline=None)
settings.load_profile("w2vcheck")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder with a configuration of its own."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    return tmp_path
