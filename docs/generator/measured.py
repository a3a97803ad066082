"""What `bench/RESULTS.md` says about one rule, read out of its tables."""

import ast
import re
from dataclasses import dataclass
from functools import cache

from generator import FAULTS, RESULTS
from generator.tables import Row, table, tables

_STRENGTH = re.compile(r"(\S+) \(counted (\S+)\): (\d+/\d+ \([^)]*\))")


@dataclass(frozen=True)
class Results:
    """The tables of the results that name rules, one row a rule or fault."""

    recall: list[Row]
    alarms: list[Row]
    silent: frozenset[str]
    corpora: str
    peers: list[Row]
    lint: list[Row]
    faults: list[Row]


def section(name: str) -> str:
    """The text of one section of the results, without its heading. Raises ValueError where there is none."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    whole = RESULTS.read_text(encoding="utf-8")
    if begin not in whole or end not in whole:
        raise ValueError(f"{RESULTS.name} has no section {name!r}")
    return whole.partition(begin)[2].partition(end)[0].strip()


@cache
def results() -> Results:
    """The results as they stand. Raises ValueError where a section or a table is missing."""
    alarms = section("alarms")
    silent = re.search(r"^Silent everywhere: (.*)\.$", alarms, re.MULTILINE)
    corpora = re.search(r"^(\d+) corpora", alarms, re.MULTILINE)
    if silent is None or corpora is None:
        raise ValueError(f"{RESULTS.name} does not say which rules were silent, on how many corpora")
    return Results(
        recall=tables(section("detection-recall"))[0],
        alarms=next(rows for rows in tables(alarms) if "corpora with a false alarm" in rows[0]),
        silent=frozenset(silent[1].split(", ")),
        corpora=corpora[1],
        peers=tables(section("peers"))[0],
        lint=tables(section("lint"))[0],
        faults=tables(section("faults"))[-1],
    )


@cache
def faults_by_code() -> dict[str, frozenset[str]]:
    """Names of the seeded faults of models by the code that must name them, as `bench/fault_cases.py` pairs them."""
    pairs: dict[str, set[str]] = {}
    for call in ast.walk(ast.parse(FAULTS.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Case" and len(call.args) > 2:
            name, codes = ast.literal_eval(call.args[0]), ast.literal_eval(call.args[2])
            for code in codes[:1]:
                pairs.setdefault(code, set()).add(name)
    return {code: frozenset(names) for code, names in pairs.items()}


def measured(code: str) -> list[str]:
    """The lines of the section "Measured" on the page of a rule; empty where nothing about it was measured."""
    known = results()
    parts = [_planted(code, known), _alarms(code, known), _models(code, known), _scripts(code, known), _peers(code, known)]
    lines = [line for part in parts if part for line in ["", *part]]
    if not lines:
        return []
    return ["## Measured", "Figures of [the benchmarks](../results.md), with 95 % intervals.", *lines]


def _planted(code: str, known: Results) -> list[str]:
    lines: list[str] = []
    for row in known.recall:
        if row["rule"] != code:
            continue
        found = _STRENGTH.findall(row["found, by strength"])
        lines += ["", f"**Planted:** {row['planted, and counted as']}. Expected: {row['expected']}.", ""]
        lines += table(["strength", "counted", "corpora in which it was found"], found)
    return lines[1:]


def _alarms(code: str, known: Results) -> list[str]:
    if code in known.silent:
        return [f"**False alarms:** none; silent on all {known.corpora} clean corpora."]
    lines = []
    for row in known.alarms:
        if row["rule"] == code:
            corpora = row["corpora (runs)"]
            false = row["corpora with a false alarm"]
            lines.append(f"* as {row['severity']}: {false} ({corpora}; corpora in *italics* do have the fault)")
    return ["**False alarms** on clean corpora:", "", *lines] if lines else []


def _models(code: str, known: Results) -> list[str]:
    rows = [row for row in known.faults if row["fault"] in faults_by_code().get(code, ())]
    if not rows:
        return []
    head = ["fault seeded into a network", "corpora in which it measurably hurts", "named there", "as an error"]
    return table(head, [[row["fault"], row["hurts"], row["named"], row["named as an error"]] for row in rows])


def _scripts(code: str, known: Results) -> list[str]:
    row = next((row for row in known.lint if row["rule"] == code), None)
    if row is None:
        return []
    false = f"{row['false: high confidence']} with high confidence, {row['false: other']} others"
    sure = row["with high confidence"]
    found = f"**In scripts:** found {row['found']} of the faults planted and proven by running, {sure} with high confidence."
    return [f"{found} False findings in clean scripts: {false}."]


def _peers(code: str, known: Results) -> list[str]:
    rows = [row for row in known.peers if row["rule"].startswith(code)]
    if not rows:
        return []
    return ["**Other tools** on the same plant:", "", *table(list(rows[0]), [list(row.values()) for row in rows])]
