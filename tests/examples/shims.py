"""Stand-ins for what a CI machine has on its path: nothing is installed, and w2vcheck is this one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import w2vcheck

ROOT = Path(w2vcheck.__file__).parent.parent
PYTHON = f"""\
#!/bin/sh
if [ "$1" = -m ] && [ "$2" = venv ]; then
  mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
  exit
fi
if [ "$1" = -m ] && {{ [ "$2" = pip ] || [ "$2" = w2vcheck ]; }}; then
  printf '%s\\0' "$@" END >> "$SHIM_LOG"
fi
if [ "$1" = -m ] && [ "$2" = pip ]; then exit 0; fi
if [ "$1" = -m ] && [ "$2" = pytest ]; then shift 2; set -- -m pytest -p w2vcheck.pytest_plugin "$@"; fi
exec '{sys.executable}' "$@"
"""
W2VCHECK = f"""\
#!/bin/sh
exec '{sys.executable}' -m w2vcheck "$@"
"""


def shims(folder: Path) -> dict[str, str]:
    """The environment in which `python` and `w2vcheck` are stand-ins in this folder, which log what they are asked for."""
    folder.mkdir()
    for name, script in (("python", PYTHON), ("w2vcheck", W2VCHECK)):
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI"))}
    return kept | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHIM_LOG": str(folder / "log"),
    }


def asked_for(environment: Mapping[str, str]) -> list[list[str]]:
    """The arguments of every logged call."""
    log = Path(environment["SHIM_LOG"])
    calls = log.read_text().split("\0END\0") if log.exists() else []
    return [call.split("\0") for call in calls if call]


def bash(script: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as CI runs it: bash, which ends with the first command that fails."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
