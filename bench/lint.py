"""Is `w2vcheck lint` right about code? Faults planted into clean programs, executed to prove them, then looked for.

    python bench/lint.py [--folder work] [--tools venv/bin] [--programs word2vec_logistic,...] [--no-write] [--no-speed]

`bench/scripts` holds the clean programs. Every mutation of the `faults_*.py` is tried on each of them; it counts where
running the changed program shows the fault and running the clean one does not. With `--folder` the programs are kept, and
taken from there the next time. `--tools` names the folder of other tools' commands, for comparison; `--scripts` another
folder of clean programs, to see how well the rules do on code that nobody had in mind.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import faults_split  # noqa: F401 - these three fill the list of mutations
import faults_training  # noqa: F401 - imported for its effect
import faults_vectors  # noqa: F401 - imported for its effect
from execution import Program, execute, load_libraries, read_program
from lint_peers import Peer, available
from lint_speed import speed_lines
from mutations import MUTATIONS, Mutation
from sections import write_section

from w2vcheck.intervals import wilson

SCRIPTS = Path(__file__).parent / "scripts"
HARMLESS = {"W2V421", "W2V423"}
"""Where a mutation of these codes changes nothing that a run shows, it is no fault, and finding it is a false alarm."""


@dataclass(frozen=True)
class Case:
    """One file: a clean program (no codes), a harmless change of one, or a planted fault."""

    file: str
    program: str
    mutation: str
    codes: tuple[str, ...]
    where: str = ""
    also: tuple[str, ...] = ()
    pedantic: bool = False


@dataclass(frozen=True)
class Said:
    """One finding of w2vcheck."""

    code: str
    severity: str
    confidence: str
    line: str


def plant_all(folder: Path, programs: list[Path], mutations: list[Mutation]) -> list[Case]:
    """Write the clean programs and every proven mutant; the list of them."""
    load_libraries()
    cases = []
    for path in programs:
        program = read_program(path)
        clean = execute(program)
        if clean["error"]:
            raise SystemExit(f"{path.name} does not run: {clean['error']}")
        clean["again"] = execute(program) if any(one.twice for one in mutations) else {}
        (folder / path.name).write_bytes(path.read_bytes())
        cases.append(Case(path.name, path.name, "clean", ()))
        for number, mutation in enumerate(mutations):
            changed = mutation.plant(program)
            if changed is None:
                continue
            proven = is_proven(mutation, changed, clean)
            if not proven and mutation.codes[0] not in HARMLESS:
                print(f"not proven: {mutation.name} in {path.name}", file=sys.stderr)
                continue
            name = f"{number:02d}_{path.name}"
            changed.write(path, folder / name)
            codes = mutation.codes if proven else ()
            cases.append(Case(name, path.name, mutation.name, codes, mutation.where, mutation.also, mutation.pedantic))
        print(f"{path.name}: {len(cases)} files so far", file=sys.stderr)
    (folder / "cases.json").write_text(json.dumps([asdict(case) for case in cases], indent=1))
    return cases


def read_cases(folder: Path) -> list[Case]:
    """The list that `plant_all` left in a folder."""
    found = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    return [Case(**{**one, "codes": tuple(one["codes"]), "also": tuple(one["also"])}) for one in found]


def is_proven(mutation: Mutation, changed: Program, clean: dict[str, object]) -> bool:
    """Does running it show the fault?"""
    seen = execute(changed)
    if "losses" not in seen:
        return False
    seen["again"] = execute(changed) if mutation.twice else {}
    return mutation.proof(seen, clean)


def linted(folder: Path, *options: str) -> dict[str, list[Said]]:
    """What w2vcheck says about every file of a folder."""
    command = [sys.executable, "-m", "w2vcheck", "lint", str(folder), "--format", "json", "--fail-on", "never", *options]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    report = json.loads(output)
    if report.get("crashed"):
        print(f"crashed: {report['crashed']}", file=sys.stderr)
    found: dict[str, list[Said]] = defaultdict(list)
    for finding in report["findings"]:
        place = finding["locations"][0]
        name = Path(place["file"]).name
        found[name].append(Said(finding["code"], finding["severity"], finding["confidence"], line_of(folder / name, place)))
    return found


def line_of(path: Path, place: dict[str, Any]) -> str:
    """The source line a place names."""
    if not place["line"]:
        return ""
    if path.suffix == ".py":
        lines = path.read_text(encoding="utf-8").splitlines()
    else:
        cell = place.get("cell")
        lines = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][cell or 0]["source"]).splitlines()
    return lines[place["line"] - 1] if place["line"] <= len(lines) else ""


def share(part: int, whole: int) -> str:
    """A share with its 95 % Wilson interval."""
    if not whole:
        return "–"
    low, high = wilson(part / whole, whole)
    return f"{part}/{whole} ({low * 100:.0f}–{high * 100:.0f} %)"


@dataclass
class Tally:
    """Counts of one rule. Findings on clean programs, harmless changes, and of other codes on mutants are false alarms."""

    planted: int = 0
    found: int = 0
    sure: int = 0
    elsewhere: int = 0
    false_sure: int = 0
    false_other: int = 0


def score(cases: list[Case], found: dict[str, list[Said]], pedantic: dict[str, list[Said]]) -> dict[str, Tally]:
    """Counts by rule, and what was missed or said wrongly, on standard error."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in cases:
        said = pedantic[case.file] if case.pedantic else found[case.file]
        right = [one for one in said if one.code in case.codes]
        if case.codes:
            tally = tallies[case.codes[0]]
            tally.planted += 1
            tally.found += bool(right)
            tally.sure += any(one.confidence == "high" for one in right)
            tally.elsewhere += bool(right) and not any(re.search(case.where, one.line) for one in right)
            if not right:
                print(f"missed: {case.codes[0]} {case.mutation} in {case.file}", file=sys.stderr)
        for one in said:
            if one.code in (*case.codes, *case.also):
                continue
            print(f"false: {one.code} {one.confidence} in {case.file} ({case.mutation}): {one.line.strip()}", file=sys.stderr)
            if one.confidence == "high":
                tallies[one.code].false_sure += 1
            else:
                tallies[one.code].false_other += 1
    return tallies


def rule_table(tallies: dict[str, Tally]) -> list[str]:
    """Recall and false alarms by rule."""
    lines = [
        "| rule | planted, proven | found | with high confidence | pointing elsewhere | false: high confidence | false: other |",
        "|---|---|---|---|---|---|---|",
    ]
    for code, one in sorted(tallies.items()):
        lines.append(
            f"| {code} | {one.planted} | {share(one.found, one.planted)} | {share(one.sure, one.planted)} | {one.elsewhere} | "
            f"{one.false_sure} | {one.false_other} |"
        )
    return lines


def peer_table(peers: list[Peer], tools: Path, folder: Path, cases: list[Case], ours: dict[str, list[Said]]) -> list[str]:
    """Beside each tool: recall on the faults for which it has a rule, and false alarms of those rules on clean programs."""
    lines = [
        "| tool | rules that mean the same | it finds | w2vcheck finds | its false alarms | of w2vcheck |",
        "|---|---|---|---|---|---|",
    ]
    for peer in peers:
        found = peer.found(tools, folder)
        codes = peer.codes()
        faults = [case for case in cases if set(case.codes) & codes and (peer.notebooks or case.file.endswith(".py"))]
        clean = [case for case in cases if not case.codes and (peer.notebooks or case.file.endswith(".py"))]
        hits = sum(any((case.file, code) in found for code in case.codes) for case in faults)
        mine = sum(any(one.code in case.codes for one in ours[case.file]) for case in faults)
        alarms = sum(any((case.file, code) in found for code in codes) for case in clean)
        my_alarms = sum(any(one.code in codes for one in ours[case.file]) for case in clean)
        lines.append(
            f"| {peer.name} | {', '.join(sorted(codes))} | {share(hits, len(faults))} | {share(mine, len(faults))} | "
            f"{alarms} of {len(clean)} clean files | {my_alarms} |"
        )
    return lines


def main() -> None:
    """Plant, prove, lint, count, print, and write the section of RESULTS.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--scripts", type=Path, default=SCRIPTS)
    parser.add_argument("--programs", default="")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--no-speed", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        wanted = {name for name in arguments.programs.split(",") if name}
        programs = [path for path in sorted(arguments.scripts.iterdir()) if not wanted or path.stem in wanted]
        cases = read_cases(folder) if (folder / "cases.json").exists() else plant_all(folder, programs, MUTATIONS)
        found, pedantic = linted(folder), linted(folder, "--pedantic")
        tallies = score(cases, found, pedantic)
        either = {name: found[name] + pedantic[name] for name in {*found, *pedantic}}
        peers = available(arguments.tools)
        beside = peer_table(peers, arguments.tools, folder, cases, defaultdict(list, either)) if peers else []
    kinds = Counter("clean" if case.mutation == "clean" else "fault" if case.codes else "harmless" for case in cases)
    whole = Tally(*(sum(values) for values in zip(*(vars(one).values() for one in tallies.values()), strict=True)))
    text = "\n".join(
        [
            "## Code (`bench/lint.py`)",
            "",
            f"{kinds['clean']} clean scripts and notebooks; {kinds['fault']} faults planted by program and proven by running;",
            f"{kinds['harmless']} changes that look like a fault and are none (no dropout to switch off).",
            "The rules were mended with these programs at hand, so these figures promise less for other code.",
            "",
            f"Found: {share(whole.found, whole.planted)}. With high confidence: {share(whole.sure, whole.planted)}.",
            f"Precision at high confidence: {share(whole.sure, whole.sure + whole.false_sure)}.",
            "",
            *rule_table(tallies),
            "",
            *(["### Beside other tools, on the faults for which they have a rule", "", *beside, ""] if beside else []),
            *([] if arguments.no_speed else speed_lines(SCRIPTS, arguments.tools)),
        ]
    )
    print(text)
    if not arguments.no_write:
        write_section("lint", text)


if __name__ == "__main__":
    main()
