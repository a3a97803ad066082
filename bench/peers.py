"""What others find of the same plants, side by side: each in an environment of its own, made here.

    python bench/peers.py [--folder FOLDER] [--rows 600] [--corpora trec6] [--peers leaklens-ml] [--codes W2V302]
                          [--no-write]

Each peer sees the planted table and its clean twin: the same texts and columns, unplanted (columns beside the text are
shuffled). It has found a fault when it says anything about the planted table that it does not say about the twin, or says
it of half as many rows more, whatever that is. w2vcheck must name the rule, at the expected severity. What is said about
the twin, at the level that a peer itself calls a problem, is listed as a false alarm. A peer that cannot be installed or
does not run is named with the reason.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

import numpy as np
import polars as pl
from audited import reported
from corpora import corpora
from planters import PLANTERS, Clean, Planted, Planter, table
from planters.planting import marked
from sections import write_section
from shares import counted

from w2vcheck.results import Severity
from w2vcheck.rule import load_rules

ADAPTERS = Path(__file__).parent / "peer_adapters"
SECONDS = 2400
"""Time for all tables of one peer."""
Told = dict[str, dict[str, int]]
"""By table: what is said, and about how many rows (1 where that is not told)."""
MORE, AT_LEAST = 1.5, 3
"""So many times as many rows, and so many more, are news; a peer that flags a share of any table would else find nothing."""


@dataclass(frozen=True)
class Peer:
    """A package, what has to be installed for it, and the script that runs it on a folder of tables."""

    name: str
    requirements: tuple[str, ...]

    @property
    def adapter(self) -> Path:
        """The script that runs it: prints a JSON object, what is said by table."""
        return ADAPTERS / f"with_{self.name.replace('-', '_')}.py"


PEERS = (
    Peer("leaklens-ml", ("leaklens-ml",)),
    Peer("leakcheck-ml", ("leakcheck-ml",)),
    Peer("dataset-doctor-audit", ("dataset-doctor-audit",)),
    Peer("verascan", ("verascan",)),
    Peer("cleanlab", ("cleanlab[datalab]",)),
    # Its last release needs what was current then.
    Peer("deepchecks", ("deepchecks[nlp]", "setuptools<75", "scikit-learn<1.4", "numpy<2", "pandas<2.2", "scipy<1.12")),
)


@dataclass(frozen=True)
class Case:
    """A planted table and its clean twin, by the names of their folders."""

    planter: Planter
    corpus: str
    planted: str
    twin: str


def write_table(folder: Path, frame: pl.DataFrame) -> None:
    """all.csv, and its rows by split: train.csv, test.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    frame.write_csv(folder / "all.csv")
    for part in ("train", "test"):
        frame.filter(pl.col("split") == part).drop("split").write_csv(folder / f"{part}.csv")


def with_split(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with a column of random parts, where it has none."""
    if "split" in frame.columns:
        return frame
    return frame.with_columns(pl.Series("split", marked(np.random.default_rng(7), frame.height)))


def twin_of(clean: Clean, columns: list[str], planted: pl.DataFrame) -> pl.DataFrame:
    """The clean corpus with the same columns, their values dealt out at random."""
    more = {
        name: np.random.default_rng(11).choice(planted[name].to_list(), len(clean.texts)).tolist()
        for name in columns
        if name not in ("text", "label", "split")
    }
    return with_split(table(clean.texts, clean.labels, **more))


def cases(clean: Clean, folder: Path) -> list[Case]:
    """Write every plant that is a plain table, at its strongest, and the twins."""
    found = []
    known = {one.rule.code for one in load_rules()}
    for number, planter in enumerate(one for one in PLANTERS if one.code in known and one.code[3] in "13"):
        planted = planter.plant(clean, planter.strengths[-1], np.random.default_rng(number))
        if not planted.amount or planted.options or planted.files or "text" not in planted.roles:
            continue
        names = [f"{clean.name}-{planter.code}-{number}", "-".join([clean.name, "clean", *sorted(planted.frame.columns)])]
        write_table(folder / names[0], with_split(planted.frame))
        write_table(folder / names[1], twin_of(clean, planted.frame.columns, planted.frame))
        found.append(Case(planter, clean.name, names[0], names[1]))
    return found


def installed(peer: Peer, folder: Path) -> Path | str:
    """The Python of the peer's environment, or why there is none."""
    python = folder / "environments" / peer.name / "bin" / "python"
    if not python.exists():
        venv.create(python.parent.parent, with_pip=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *peer.requirements], capture_output=True, text=True, check=False
    )
    return python if done.returncode == 0 else f"cannot be installed: {last_line(done.stderr)}"


def last_line(text: str) -> str:
    """What a program said last."""
    return next(iter(reversed([line for line in text.splitlines() if line.strip()])), "nothing")[:200]


def told_by(peer: Peer, folder: Path, tables: list[str]) -> Told | str:
    """What the peer says about each table, or why it says nothing."""
    python = installed(peer, folder)
    if isinstance(python, str):
        return python
    try:
        done = subprocess.run(
            [python, peer.adapter, *(folder / "tables" / name for name in tables)],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"not done after {SECONDS} s"
    if done.returncode:
        return f"does not run: {last_line(done.stderr)}"
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def found_by_us(case: Case, folder: Path) -> tuple[bool, list[str]]:
    """Whether w2vcheck names the rule at the expected severity, and the warnings and errors about the twin."""
    rules = tuple(one.rule.code for one in load_rules() if one.rule.code[3] in "13")

    def said(name: str) -> dict[str, Severity]:
        frame = pl.read_csv(folder / "tables" / name / "all.csv", infer_schema=False)
        return reported(Planted(frame, 1), rules, ignore=("W2V116", "W2V301"))

    severity = said(case.planted).get(case.planter.code)
    hit = severity is not None and severity.rank <= Severity(case.planter.severity).rank
    return hit, sorted(code for code, level in said(case.twin).items() if level is not Severity.NOTE)


def section(all_cases: list[Case], told: dict[str, Told | str], ours: dict[str, tuple[bool, list[str]]], names: str) -> list[str]:
    """One row a rule, one column a tool."""
    running = {name: said for name, said in told.items() if not isinstance(said, str)}
    lines = [
        "## Others (`bench/peers.py`)",
        "",
        f"The strongest plants that are plain tables, in {names}. A peer has found a fault when it says anything that it does",
        "not say about the clean twin of the table (or says of half as many rows more), whatever it is; w2vcheck must name the",
        "rule at the expected severity.",
        "",
        f"| rule | w2vcheck | {' | '.join(running)} |",
        f"|---|---|{'---|' * len(running)}",
    ]
    totals = {"w2vcheck": [ours[case.planted][0] for case in all_cases]}
    totals |= {name: [news(said, case) for case in all_cases] for name, said in running.items()}
    kinds = dict.fromkeys((case.planter.code, case.planter.kind) for case in all_cases)
    for code, kind in kinds:
        own = [number for number, case in enumerate(all_cases) if (case.planter.code, case.planter.kind) == (code, kind)]
        cells = [f"{sum(hits[number] for number in own)}/{len(own)}" for hits in totals.values()]
        name = next(one.rule.name for one in load_rules() if one.rule.code == code)
        lines.append(f"| {code} {name}{f' ({kind})' if kind else ''} | {' | '.join(cells)} |")
    lines.append(f"| **all** | {' | '.join(counted(sum(hits), len(hits)) for hits in totals.values())} |")
    lines += ["", "About the clean twins, at the level that the tool itself calls a problem:", ""]
    lines.append(f"* w2vcheck: {alarms([alarm for _, alarm in ours.values()])}")
    twins = sorted({case.twin for case in all_cases})
    lines += [f"* {name}: {alarms([sorted(said.get(twin, {})) for twin in twins])}" for name, said in running.items()]
    lines += ["", *(f"* {name} {said}" for name, said in told.items() if isinstance(said, str))]
    return lines


def news(said: Told, case: Case) -> bool:
    """Whether something is said about the planted table that is not said about its twin."""
    twin = said.get(case.twin, {})
    return any(
        kind not in twin or often > max(MORE * twin[kind], twin[kind] + AT_LEAST)
        for kind, often in said.get(case.planted, {}).items()
    )


def alarms(said: list[list[str]]) -> str:
    """What was said about how many of these tables."""
    kinds = sorted({kind for kinds in said for kind in kinds})
    if not kinds:
        return "nothing"
    return "; ".join(f"{kind} ({sum(kind in own for own in said)} of {len(said)} tables)" for kind in kinds)


def main() -> None:
    """Write the tables, run every peer, write the section."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path(gettempdir()) / "w2vcheck-peers")
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--corpora", default="trec6")
    parser.add_argument("--codes", default="")
    parser.add_argument("--peers", default=",".join(one.name for one in PEERS))
    parser.add_argument("--no-write", action="store_true")
    given = parser.parse_args()
    folder = given.folder.absolute()
    wanted = given.corpora.split(",")
    clean = list(corpora(tuple(wanted), given.rows, {*wanted, "tickets-1"}))
    codes = tuple(code for code in given.codes.split(",") if code)
    all_cases = [case for one in clean for case in cases(one, folder / "tables") if not codes or case.planter.code in codes]
    tables = sorted({name for case in all_cases for name in (case.planted, case.twin)})
    told: dict[str, Told | str] = {}
    for peer in PEERS:
        if peer.name not in given.peers.split(","):
            told[peer.name] = "was left out of this run"
        else:
            told[peer.name] = told_by(peer, folder, tables)
            print(f"{peer.name}: {told[peer.name] if isinstance(told[peer.name], str) else 'done'}", file=sys.stderr)
    ours = {case.planted: found_by_us(case, folder) for case in all_cases}
    text = "\n".join(section(all_cases, told, ours, ", ".join(one.name for one in clean)))
    print(text)
    if not given.no_write:
        write_section("peers", text)


if __name__ == "__main__":
    main()
