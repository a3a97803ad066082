"""Is it right? Faults planted into clean corpora: how often are they found, and how often is something found that is not there?

    python bench/detection.py [--quick] [--rows 1500] [--resplits 20] [--whole 3] [--jobs 2] [--corpora subj,clickbait]
                              [--codes W2V302,W2V306] [--parts recall,near,alarms,trained] [--no-write]

Every plant is counted independently of the rule that should find it (see planters/). Re-splits of one corpus are not
independent, so intervals count corpora. `--quick` plants once a rule that trains nothing into two small corpora, in
half a minute, writes nothing, and fails where something is missed or an error is reported that is not there.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor

import alarms
import near_duplicates
import recall
from corpora import CLEAN, OTHERS, ROWS_A_CLASS, corpora
from sections import write_section

from w2vcheck.results import Severity


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rows", type=int, default=1500)
    parser.add_argument("--resplits", type=int, default=20)
    parser.add_argument("--whole", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--corpora", default="")
    parser.add_argument("--codes", default="")
    parser.add_argument("--parts", default="recall,near,alarms,trained")
    parser.add_argument("--no-write", action="store_true")
    return parser.parse_args()


def names(given: str) -> set[str]:
    """What stands between commas."""
    return {name for name in given.split(",") if name}


def quick(pool: ProcessPoolExecutor, codes: set[str]) -> None:
    """The smoke test. Leaves with an error where it fails."""
    small = list(corpora((), 600, set()))
    found = list(recall.recalls(recall.wanted_planters(codes), small, pool, quick=True))
    missed = [one.planter.code for one in found if not all(one.at_documented())]
    said = alarms.unplanted(small, 1, 0, pool)
    wrong = sorted({code for one in said for run in one.data for code, level in run.items() if level is not Severity.NOTE})
    print("\n".join(recall.section(found)))
    if missed or wrong:
        raise SystemExit(f"missed: {missed}; reported about clean corpora: {wrong}")


def main() -> None:
    """Run, print, and write the sections of RESULTS.md between their marks."""
    given = arguments()
    wanted, codes, parts = names(given.corpora), names(given.codes), names(given.parts)
    with ProcessPoolExecutor(given.jobs) as pool:
        if given.quick:
            quick(pool, codes)
            return
        clean = list(corpora(CLEAN, given.rows, wanted))
        which = ", ".join(one.name for one in clean)
        for part, trained in (("recall", False), ("trained", True)):
            if part in parts:
                planters = [one for one in recall.wanted_planters(codes) if recall.is_slow(one) == trained]
                found = list(recall.recalls(planters, clean, pool, quick=False))
                text = [
                    f"## Detection of faults that {'show in trained models' if trained else 'show without training'}",
                    "",
                    f"Planted into {len(clean)} corpora ({which}), {given.rows:,} rows each at the most, copies removed",
                    "first. Intervals are over corpora (`bench/detection.py`).",
                    "",
                    *recall.section(found),
                ]
                finish(f"detection-{part}", text, given)
        if "near" in parts:
            text = near_duplicates.section(clean, pool)
            finish("near-duplicates", text, given)
        if "alarms" in parts:
            every = list(corpora(CLEAN + OTHERS, given.rows, wanted, ROWS_A_CLASS))
            said = alarms.unplanted(every, given.resplits, given.whole, pool)
            text = ["## False alarms (`bench/detection.py`)", "", *alarms.section(said)]
            finish("alarms", text, given)


def finish(name: str, lines: list[str], given: argparse.Namespace) -> None:
    """Show a section and write it."""
    text = "\n".join(lines)
    print(text)
    sys.stdout.flush()
    if not given.no_write:
        write_section(name, text)


if __name__ == "__main__":
    main()
