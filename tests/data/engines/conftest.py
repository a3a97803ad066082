from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder with a configuration of its own."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    return tmp_path
