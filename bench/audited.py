"""What an audit reports about a table: every code with its worst severity."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from planters import Planted

import w2vcheck
from w2vcheck.results import Severity

TRAINED = ("W2V116", "W2V205", "W2V301", "W2V401", "W2V5")
"""Rules, and a family, that look at trained models: they need the ladder of baselines."""
SLOW = ("W2V110",)
"""Rules that train models of their own."""


def needs_ladder(select: tuple[str, ...]) -> bool:
    """Whether one of these codes and prefixes needs the ladder."""
    return any(code.startswith(TRAINED) or any(one.startswith(code) for one in TRAINED) for code in select)


def reported(
    planted: Planted, select: tuple[str, ...], *, ignore: tuple[str, ...] = (), seed: int = 0, ladder: bool = False
) -> dict[str, Severity]:
    """The worst severity of every code that an audit reports, itself or through another. Stops at a crashed rule."""
    with TemporaryDirectory() as folder, chdir(folder):
        Path("w2vcheck.toml").touch()  # no configuration from above
        for name, content in planted.files.items():
            Path(name).write_bytes(content)
        report = w2vcheck.audit(
            planted.frame,
            select=select,
            ignore=ignore,
            seed=seed,
            ladder=ladder,
            cache=False,
            options=planted.options,
            text=planted.roles.get("text"),
            label=planted.roles["label"],
        )
    if report.crashed:
        raise SystemExit(f"a rule crashed: {report.crashed}")
    worst: dict[str, Severity] = {}
    for finding in report.findings:
        for code in (finding.code, *finding.also):
            worst[code] = min(worst.get(code, finding.severity), finding.severity, key=lambda one: one.rank)
    return worst
