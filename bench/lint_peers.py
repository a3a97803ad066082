"""Other tools on the same files: what each of them calls a fault for which w2vcheck has a rule, as (file, code) pairs.

They are found in the folder of an environment of their own; a tool that is not there is left out. Install with
`pip install torch-preflight waldean leaklens-ml ruff pylint mldoct`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Found = set[tuple[str, str]]
SAME: dict[str, dict[str, tuple[str, ...]]] = {
    "torch-preflight": {
        "TG002": ("W2V422",),
        "TG003": ("W2V420",),
        "TG005": ("W2V402",),
        "TG006": ("W2V403", "W2V404"),
        "TG008": ("W2V601",),
        "TG011": ("W2V423",),
    },
    "waldean": {"leakage-fit-before-split": ("W2V313", "W2V316"), "leakage-test-selection": ("W2V317",)},
    "leaklens": {
        "preprocess_before_split": ("W2V316", "W2V313"),
        "transformer_before_split": ("W2V316", "W2V313"),
        "encoder_before_split": ("W2V316", "W2V313"),
        "preprocess_outside_cv": ("W2V316", "W2V313"),
        "fit_on_full_data": ("W2V316", "W2V313"),
        "fit_on_eval_data": ("W2V316", "W2V313"),
        "target_leakage": ("W2V304",),
    },
    "ruff": {"S614": ("W2V606",)},
    "mldoct": {
        "missing_zero_grad": ("W2V420",),
        "missing_eval": ("W2V421",),
        "double_softmax": ("W2V402",),
        "semantic_error": ("W2V402",),
    },
}
"""Their name of a fault, and our codes for it."""


@dataclass(frozen=True)
class Peer:
    """`run` gives the pairs (file name, their name of the fault) for a folder of scripts and notebooks."""

    name: str
    run: Callable[[Path, Path], list[tuple[str, str]]]
    notebooks: bool

    def codes(self) -> set[str]:
        """Our codes for which it has a rule."""
        return {code for codes in SAME[self.name].values() for code in codes}

    def found(self, tools: Path, folder: Path) -> Found:
        """Its findings under our codes."""
        return {(name, code) for name, fault in self.run(tools, folder) for code in SAME[self.name].get(fault, ())}


def said(command: list[str | Path]) -> Any:
    """The JSON that a tool prints, whatever its exit code."""
    output = subprocess.run([str(one) for one in command], check=False, capture_output=True, text=True).stdout
    return json.loads(output) if output.strip() else []


def torch_preflight(tools: Path, folder: Path) -> list[tuple[str, str]]:
    """Scripts only."""
    return [
        (Path(one["path"]).name, one["code"])
        for one in said([tools / "torch-preflight", "check", "-f", "json", folder])["diagnostics"]
    ]


def waldean(tools: Path, folder: Path) -> list[tuple[str, str]]:
    """Flags, not candidates."""
    reports = said([tools / "waldean", "check", "--format", "json", "--keep-going", *sorted(folder.iterdir())])
    return [(Path(one["notebook"]).name, flag["flaw_id"]) for one in reports for flag in one["flags"]]


def leaklens(tools: Path, folder: Path) -> list[tuple[str, str]]:
    """Its place is `file:line`, or `file:cell N:line`."""
    findings = said([tools / "leaklens", "--scan", folder, "--json"])["findings"]
    return [(Path(one["column"].split(":")[0]).name, one["kind"]) for one in findings]


def ruff(tools: Path, folder: Path) -> list[tuple[str, str]]:
    """The one rule that means the same."""
    findings = said(
        [
            tools / "ruff",
            "check",
            "--isolated",
            "--no-cache",
            "--exit-zero",
            "--select",
            "S614",
            "--output-format",
            "json",
            folder,
        ]
    )
    return [(Path(one["filename"]).name, one["code"]) for one in findings]


def mldoct(tools: Path, folder: Path) -> list[tuple[str, str]]:
    """Its linter, called file by file (its command line asks questions)."""
    program = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import importlib.util as u\n"
        "spec = u.find_spec('mldoctor'); base = spec.submodule_search_locations[0]\n"
        "s = u.spec_from_file_location('linter', base + '/linter.py'); m = u.module_from_spec(s); s.loader.exec_module(m)\n"
        "print(json.dumps([(p, i['type']) for p in sys.argv[2:] for i in m.lint_script(p)[0]]))"
    )
    files = sorted(folder.glob("*.py"))
    return [(Path(name).name, fault) for name, fault in said([tools / "python", "-c", program, tools.parent / "mldoct", *files])]


PEERS = (
    Peer("torch-preflight", torch_preflight, notebooks=False),
    Peer("waldean", waldean, notebooks=True),
    Peer("leaklens", leaklens, notebooks=True),
    Peer("mldoct", mldoct, notebooks=False),
    Peer("ruff", ruff, notebooks=True),
)


def available(tools: Path | None) -> list[Peer]:
    """Those that are installed in this folder of commands."""
    if tools is None:
        return []
    there = [
        peer for peer in PEERS if (tools / peer.name).exists() or (peer.name == "mldoct" and (tools.parent / "mldoct").exists())
    ]
    for peer in PEERS:
        if peer not in there:
            print(f"{peer.name} is not installed", file=sys.stderr)
    return there
