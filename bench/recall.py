"""How often planted faults are found, by rule and strength, over corpora."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from audited import SLOW, needs_ladder, reported
from planters import PLANTERS, Clean, Planter
from shares import counted

from w2vcheck.results import Severity
from w2vcheck.rule import load_rules

ROWS_TO_TRAIN, CLASSES_TO_TRAIN = 800, 20
"""Rules that look at trained models are tried on so many rows, and not on corpora of more classes: time, not doubt."""


@dataclass
class Recall:
    """What was found of one planter's faults: by strength one truth a corpus in which it could be planted."""

    planter: Planter
    found: dict[float, list[bool]] = field(default_factory=lambda: defaultdict(list))
    amounts: dict[float, list[float]] = field(default_factory=lambda: defaultdict(list))

    def at_documented(self) -> list[bool]:
        """The truths at the documented strength and above."""
        return [hit for strength in self.planter.demanded for hit in self.found.get(strength, [])]


def wanted_planters(codes: set[str]) -> list[Planter]:
    """The planters of rules that there are, by code."""
    known = {one.rule.code for one in load_rules()}
    return sorted(
        (one for one in PLANTERS if one.code in known and (not codes or one.code in codes)), key=lambda one: (one.code, one.kind)
    )


def without_planter() -> list[str]:
    """The rules that nothing is planted for."""
    return sorted({one.rule.code for one in load_rules()} - {one.code for one in PLANTERS})


def is_slow(planter: Planter) -> bool:
    """Whether its audits train models."""
    return needs_ladder((planter.code,)) or planter.code in SLOW


def plant_and_look(number: int, clean: Clean, strengths: tuple[float, ...]) -> list[tuple[float, bool, float]]:
    """Strength, whether it was found at the expected severity or worse, and how much was planted; by position in `PLANTERS`."""
    planter = PLANTERS[number]
    ladder = needs_ladder((planter.code,))
    if is_slow(planter):
        if len(clean.classes) > CLASSES_TO_TRAIN:
            return []
        clean = Clean(clean.name, clean.texts[:ROWS_TO_TRAIN], clean.labels[:ROWS_TO_TRAIN])
    found = []
    for strength in strengths:
        rng = np.random.default_rng([planter.strengths.index(strength), len(clean.texts)])
        planted = planter.plant(clean, strength, rng)
        if planted.amount:
            severities = reported(planted, (planter.code,), ladder=ladder)
            severity = severities.get(planter.code)
            hit = severity is not None and severity.rank <= Severity(planter.severity).rank
            found.append((strength, hit, planted.amount))
    return found


def recalls(planters: list[Planter], all_corpora: list[Clean], pool: Executor, *, quick: bool) -> Iterator[Recall]:
    """Plant everything everywhere; `quick` only the strongest, and only what needs no training."""
    for planter in (one for one in planters if not quick or not is_slow(one)):
        begin = perf_counter()
        recall = Recall(planter)
        strengths = planter.strengths[-1:] if quick else planter.strengths
        number = PLANTERS.index(planter)
        waiting = [pool.submit(plant_and_look, number, clean, strengths) for clean in all_corpora]
        for clean, result in zip(all_corpora, waiting, strict=True):
            for strength, hit, amount in result.result():
                recall.found[strength].append(hit)
                recall.amounts[strength].append(amount)
                if not hit and strength in planter.demanded:
                    print(f"  missed: {planter.code} {planter.kind} at {strength} in {clean.name}", file=sys.stderr)
        print(f"{planter.code} {planter.kind} {perf_counter() - begin:.0f} s", file=sys.stderr)
        yield recall


def section(found: list[Recall]) -> list[str]:
    """The table, and what stands above it."""
    sure = [hit for recall in found for hit in recall.at_documented()]
    by_code: dict[str, list[bool]] = defaultdict(list)
    for recall in found:
        by_code[recall.planter.code] += recall.at_documented()
    full = [code for code, hits in by_code.items() if hits and all(hits)]
    lines = [
        f"At the documented strength or above: {counted(sum(sure), len(sure))} found at the expected severity or worse;",
        f"{len(full)} of {len(by_code)} rules miss nothing there."
        + (f" On {ROWS_TO_TRAIN} rows." if any(is_slow(one.planter) for one in found) else "")
        + (f" Nothing is planted for {', '.join(without_planter())}." if without_planter() else ""),
        "",
        "| rule | planted, and counted as | expected | found, by strength |",
        "|---|---|---|---|",
    ]
    for recall in found:
        planter = recall.planter
        cells = [
            f"{strength:g} (counted {np.mean(recall.amounts[strength]):.2g}): {counted(sum(hits), len(hits))}"
            for strength, hits in recall.found.items()
        ]
        kind = f"{planter.kind}: " if planter.kind else ""
        lines.append(
            f"| {planter.code} | {kind}{planter.unit[0].lower()}{planter.unit[1:]} | {planter.severity} from "
            f"{planter.documented:g} | {', '.join(cells) or 'could not be planted'} |"
        )
    return lines
