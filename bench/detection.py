"""Is it right? Faults planted into clean corpora: how often are they found, and how often is something found that is not there?

    python bench/detection.py [--rows 2000] [--resplits 5] [--corpora subj,clickbait] [--codes W2V302,W2V306] [--no-write]

Corpora: those of the folder named by W2VCHECK_CORPORA that are clean enough to plant in, and two generated ones. Every plant is
counted independently of the rule (see planters.py). Re-splits of one corpus are not independent, so intervals count corpora.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import polars as pl
from planters import PLANTERS, Clean, Planter, key, table
from sections import write_section

import w2vcheck
from w2vcheck.demo.tickets import tickets
from w2vcheck.intervals import wilson
from w2vcheck.results import Severity
from w2vcheck.rule import load_rules

CLEAN_CORPORA = ("subj", "rt_polarity", "clickbait", "snips7", "trec6", "banking77")
TRAINED = {"W2V301", "W2V501", "W2V502", "W2V205", "W2V116"}
"""Rules that need the ladder of baselines."""


def load(path: Path, rows: int) -> Clean:
    """A corpus without copies and conflicts: one row a text, at most `rows` of them, drawn at random."""
    with path.open(encoding="utf-8", newline="") as file:
        found = {
            key(record["text"]): (record["text"], record["label"]) for record in csv.DictReader(file) if record["text"].strip()
        }
    pairs = list(found.values())
    order = np.random.default_rng(0).permutation(len(pairs))[:rows]
    return Clean(path.stem, [pairs[row][0] for row in order], [pairs[row][1] for row in order])


def corpora(rows: int, wanted: set[str]) -> Iterator[Clean]:
    """The clean corpora there are."""
    folder = os.environ.get("W2VCHECK_CORPORA")
    for name in CLEAN_CORPORA if folder else ():
        if not wanted or name in wanted:
            yield load(Path(folder or "") / f"{name}.csv", rows)
    for seed in (1, 2):
        if not wanted or "tickets" in wanted:
            pairs = tickets(rows, seed)
            yield Clean(f"tickets-{seed}", [text for text, _ in pairs], [label for _, label in pairs])


def codes_found(frame: pl.DataFrame, select: tuple[str, ...], seed: int, options: dict[str, object]) -> dict[str, Severity]:
    """The worst severity of every code that an audit reports, itself or through another."""
    report = w2vcheck.audit(
        frame,
        select=select,
        text="text",
        label="label",
        seed=seed,
        ladder=bool(TRAINED & set(select)),
        options=options,
        cache=False,
    )
    worst: dict[str, Severity] = {}
    for finding in report.findings:
        for code in (finding.code, *finding.also):
            worst[code] = min(worst.get(code, finding.severity), finding.severity, key=lambda one: one.rank)
    if report.crashed:
        raise SystemExit(f"a rule crashed: {report.crashed}")
    return worst


def recall(planter: Planter, clean: Clean) -> dict[float, tuple[bool, float]]:
    """For every strength: was it found at the expected severity, and how much was planted."""
    found = {}
    for number, strength in enumerate(planter.strengths):
        planted = planter.plant(clean, strength, np.random.default_rng([number, len(clean.texts)]))
        if not planted.amount:
            continue
        severities = codes_found(planted.frame, (planter.code,), 0, planted.options)
        severity = severities.get(planter.code)
        found[strength] = (severity is not None and severity.rank <= Severity(planter.severity).rank, planted.amount)
    return found


def percent(part: int, whole: int) -> str:
    """A share with its interval."""
    low, high = wilson(part / whole, whole)
    return f"{part}/{whole} ({low * 100:.0f}–{high * 100:.0f} %)"


def recall_table(all_corpora: list[Clean], codes: set[str]) -> tuple[list[str], int, int]:
    """Recall by rule and strength, over corpora; and how many of the documented strengths were seen."""
    lines = ["| rule | expected | found, by strength planted |", "|---|---|---|"]
    seen = tried = 0
    for code, planter in sorted(PLANTERS.items()):
        if code not in {one.rule.code for one in load_rules()} or (codes and code not in codes):
            continue
        begin = perf_counter()
        by_strength: dict[float, list[bool]] = defaultdict(list)
        for clean in all_corpora:
            for strength, (hit, _) in recall(planter, clean).items():
                by_strength[strength].append(hit)
                if abs(strength - planter.documented) < 1e-12 or planter.strengths.index(strength) > planter.strengths.index(
                    planter.documented
                ):
                    seen, tried = seen + hit, tried + 1
                    if not hit:
                        print(f"  missed: {code} at {strength} in {clean.name}", file=sys.stderr)
        cells = ", ".join(f"{strength:g}: {percent(sum(hits), len(hits))}" for strength, hits in by_strength.items())
        lines.append(f"| {code} | {planter.severity} from {planter.documented:g} | {cells} |")
        print(f"{code} {perf_counter() - begin:.0f} s", file=sys.stderr)
    return lines, seen, tried


def alarm_table(all_corpora: list[Clean], resplits: int, codes: set[str]) -> list[str]:
    """What is reported on the clean corpora as they are, and on random re-splits of them; per rule, over corpora."""
    known = [one.rule.code for one in load_rules()]
    data_rules = tuple(code for code in known if code[3] in "13" and code not in TRAINED and (not codes or code in codes))
    alarms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    dirty: dict[str, set[str]] = {"error": set(), "warning": set()}
    for clean in all_corpora:
        frame = table(clean.texts, clean.labels)
        for seed in range(resplits):
            for code, severity in codes_found(frame, data_rules, seed, {}).items():
                alarms[code][severity.value].append(clean.name)
                if severity.value in dirty:
                    dirty[severity.value].add(clean.name)
        print(f"{clean.name}: {resplits} re-splits", file=sys.stderr)
    total = len(all_corpora)
    lines = [
        f"Corpora with any error: {percent(len(dirty['error']), total)}.",
        f"Corpora with any warning: {percent(len(dirty['warning']), total)}.",
        "",
        "| rule | severity | corpora (runs) |",
        "|---|---|---|",
    ]
    for code, by_severity in sorted(alarms.items()):
        for level, names in by_severity.items():
            where = ", ".join(f"{name} ({names.count(name)})" for name in sorted(set(names)))
            lines.append(f"| {code} | {level} | {percent(len(set(names)), total)}: {where} |")
    return lines


def main() -> None:
    """Run, print, and write the section of RESULTS.md between its marks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--resplits", type=int, default=20)
    parser.add_argument("--corpora", default="")
    parser.add_argument("--codes", default="")
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    wanted = {name for name in arguments.corpora.split(",") if name}
    codes = {code for code in arguments.codes.split(",") if code}
    clean = list(corpora(arguments.rows, wanted))
    lines, seen, tried = recall_table(clean, codes)
    names = ", ".join(one.name for one in clean)
    text = "\n".join(
        [
            "## Detection (`bench/detection.py`)",
            "",
            f"Planted into {len(clean)} corpora ({names}), {arguments.rows:,} rows each at the most, copies removed first.",
            "Intervals are over corpora.",
            f"At the documented strength or above: {percent(seen, tried)} found at the expected severity or worse.",
            "",
            *lines,
            "",
            f"### False alarms: nothing planted, {arguments.resplits} random re-splits of each",
            "",
            *alarm_table(clean, arguments.resplits, codes),
        ]
    )
    print(text)
    if not arguments.no_write:
        write_section("detection", text)


if __name__ == "__main__":
    main()
