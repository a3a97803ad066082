"""What is reported about corpora in which nothing was planted, and how much of it is wrong."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from concurrent.futures import Executor
from dataclasses import dataclass
from time import perf_counter

from adjudication import NATURAL
from audited import SLOW, needs_ladder, reported
from planters import Clean, Planted, table
from shares import counted, over_corpora

from w2vcheck.results import Severity
from w2vcheck.rule import load_rules

Said = dict[str, Severity]
LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True)
class Unplanted:
    """What was said about one corpus: once a re-split by the rules on data, and by the whole audit on fewer of them."""

    name: str
    data: list[Said]
    whole: list[Said]


def data_rules() -> tuple[str, ...]:
    """The rules that train nothing."""
    codes = [one.rule.code for one in load_rules() if one.rule.code[3] in "13" and one.rule.code not in SLOW]
    return tuple(code for code in codes if not needs_ladder((code,)))


def audits(clean: Clean, resplits: int, whole: int) -> Unplanted:
    """Audit a corpus under several seeds: each makes another split, other folds, shuffles and vectors."""
    begin = perf_counter()
    planted = Planted(table(clean.texts, clean.labels), 0)
    found = Unplanted(
        clean.name,
        [reported(planted, data_rules(), seed=seed) for seed in range(resplits)],
        [reported(planted, ("ALL",), seed=seed, ladder=True) for seed in range(whole)],
    )
    print(f"{clean.name}: {perf_counter() - begin:.0f} s", file=sys.stderr)
    return found


def unplanted(all_corpora: list[Clean], resplits: int, whole: int, pool: Executor) -> list[Unplanted]:
    """`audits` of every corpus."""
    return list(pool.map(audits, all_corpora, [resplits] * len(all_corpora), [whole] * len(all_corpora)))


def false(name: str, code: str) -> bool:
    """Whether nobody has found this to be so."""
    return (name, code) not in NATURAL


def rate(found: list[Unplanted], which: str, level: Severity, *, only_false: bool) -> str:
    """Share of runs with a finding at this level or worse, over corpora."""
    shares = []
    for one in found:
        runs: list[Said] = getattr(one, which)
        hits = [
            any(severity.rank <= level.rank and (not only_false or false(one.name, code)) for code, severity in said.items())
            for said in runs
        ]
        shares.append(sum(hits) / len(hits) if hits else 0.0)
    return over_corpora(shares)


def section(found: list[Unplanted]) -> list[str]:
    """Rates of the audit, then rule by rule, then what was adjudicated."""
    runs, whole = len(found[0].data), len(found[0].whole)
    lines = [
        f"{len(found)} corpora, copies removed: {', '.join(one.name for one in found)}.",
        "Shares of runs, averaged over corpora; the interval counts corpora. *False* is what is not among the natural faults",
        "listed below.",
        "",
        "| audit | runs a corpus | any error | false error | any warning or error | false warning or error |",
        "|---|---|---|---|---|---|",
    ]
    for title, which, often in (("rules on data and splits", "data", runs), ("everything, training included", "whole", whole)):
        if often:
            cells = [
                rate(found, which, level, only_false=only_false)
                for level in (Severity.ERROR, Severity.WARNING)
                for only_false in (False, True)
            ]
            lines.append(f"| {title} | {often} | {' | '.join(cells)} |")
    return [*lines, "", *_by_rule(found, runs, whole), "", *_adjudicated(found)]


def _by_rule(found: list[Unplanted], runs: int, whole: int) -> list[str]:
    """Each rule that spoke: at which severity, about which corpora, how often, and in how many of them falsely."""
    said: dict[tuple[str, Severity], Counter[str]] = defaultdict(Counter)
    for one in found:
        for run in one.data:
            said_here = run.items()
            for code, severity in said_here:
                said[code, severity][one.name] += 1
        for run in one.whole:
            for code, severity in run.items():
                if code not in data_rules():
                    said[code, severity][one.name] += 1
    lines = [
        f"Rule by rule (of {runs} re-splits; rules that look at models: of {whole}). Corpora in *italics* have the fault.",
        "",
        "| rule | severity | corpora with a false alarm | corpora (runs) |",
        "|---|---|---|---|",
    ]
    for (code, severity), names in sorted(said.items(), key=lambda item: (item[0][0], item[0][1].rank)):
        wrong = sum(false(name, code) for name in names)
        shown = ", ".join(f"{name if false(name, code) else f'*{name}*'} ({often})" for name, often in sorted(names.items()))
        share = "not an alarm" if severity is Severity.NOTE else counted(wrong, len(found))
        lines.append(f"| {code} | {severity} | {share} | {shown} |")
    silent = [code for code in data_rules() if not any(code == other for other, _ in said)]
    return [*lines, "", f"Silent everywhere: {', '.join(silent)}."]


def _adjudicated(found: list[Unplanted]) -> list[str]:
    """The natural faults that were reported, and how they were looked at by hand."""
    told = {(one.name, code) for one in found for run in (*one.data, *one.whole) for code in run}
    rows = [f"| {name} | {code} | {says} |" for (name, code), says in sorted(NATURAL.items()) if (name, code) in told]
    return ["Natural faults, looked at by hand:", "", "| corpus | rule | why it is so |", "|---|---|---|", *rows]
