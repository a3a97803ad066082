"""How time and memory grow with the table, for each engine.

Tables of 10,000 to 10,000,000 rows (of about 400 bytes) are written to disk, and every rule that counts over all rows runs
on each, in a process of its own. The exponent is the slope of log processor seconds over log rows: 1 is linear; wall time
drifts with whatever else the machine does. Engines of a cluster run on the threads of this machine here, which shows that
they agree and what they cost, not what a cluster gains.

    python bench/scale.py [--rows 10000 100000] [--engines polars duckdb] [--memory-limit 4GB] [--no-write]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
import polars as pl
from sections import write_section

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LARGEST_OF_CLUSTERS = 1_000_000
ENGINES = ("polars", "duckdb", "spark", "dask")
RULES = "W2V101,W2V102,W2V103,W2V104,W2V105,W2V106,W2V107,W2V108,W2V302,W2V310"
PHRASES, WORDS, CLASSES, CHUNK = 20_000, 27, 4, 500_000


class Cost(NamedTuple):
    """Wall seconds, processor seconds, and peak memory in MB."""

    wall: float
    processor: float
    memory: float


def write_table(path: Path, rows: int) -> None:
    """Texts of three phrases of 27 words each; the first phrase tells the class; 3 % of the rows copy the one before."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, 50_001)
    ids = rng.choice(50_000, (PHRASES, WORDS), p=weights / weights.sum())
    phrases = pl.Series([" ".join(f"w{word}" for word in phrase) for phrase in ids.tolist()])
    with path.open("wb") as file:
        file.write(b"text,label\n")
        for first in range(0, rows, CHUNK):
            chosen = rng.integers(0, PHRASES, (min(CHUNK, rows - first), 3))
            copies = 1 + rng.choice(len(chosen) - 1, len(chosen) * 3 // 100, replace=False)
            chosen[copies] = chosen[copies - 1]
            parts = [phrases.gather(chosen[:, place]).alias(str(place)) for place in range(3)]
            texts = pl.DataFrame(parts).select(text=pl.concat_str(pl.all(), separator=" "))
            labels = pl.Series("label", chosen[:, 0] % CLASSES).cast(pl.String)
            texts.with_columns("class" + labels).write_csv(file, include_header=False)


def audited(path: Path, rows: int, engine: str, memory: str | None) -> Cost:
    """What the audit costs as a process of its own."""
    config = path.with_suffix(".toml")
    config.write_text(f"[data]\nsample_rows = {min(100_000, rows // 2 - 1)}\n", encoding="utf-8")
    limit = ["--memory-limit", memory] if memory and engine == "duckdb" else []
    arguments = ["--config", config.name, "--engine", engine, *limit, "--no-ladder", "--select", RULES, "--fail-on", "never"]
    output = ["--format", "json", "--output", f"{engine}.json"]
    begin = perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "w2vcheck", "audit", path.name, *arguments, *output], cwd=path.parent)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{engine} failed on {rows:,} rows")
    return Cost(perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def slope(points: list[tuple[int, float]]) -> float:
    """Exponent of the power law through (rows, seconds), by least squares of the logarithms."""
    x, y = (np.array([log(point[axis]) for point in points]) for axis in (0, 1))
    return float(np.polyfit(x, y, 1)[0])


def measured(rows: int, engine: str, engines: list[str]) -> bool:
    """Whether an engine of a cluster is spared this size on one machine."""
    return engine in engines and (rows <= LARGEST_OF_CLUSTERS or engine in ("polars", "duckdb"))


def table(results: dict[str, dict[int, Cost]], sizes: list[int]) -> str:
    """The results in Markdown."""
    lines = [
        "| engine | " + " | ".join(f"{rows:,}" for rows in sizes) + " | exponent | last step |",
        "|---" * (len(sizes) + 3) + "|",
    ]
    for engine, found in results.items():
        cells = [_cell(found[rows]) if rows in found else "–" for rows in sizes]
        points = [(rows, cost.processor) for rows, cost in sorted(found.items())]
        fits = [f"{slope(points):.2f}", f"{slope(points[-2:]):.2f}"] if len(points) > 1 else ["–", "–"]
        lines.append(f"| {engine} | " + " | ".join([*cells, *fits]) + " |")
    return "\n".join(lines)


def _cell(cost: Cost) -> str:
    return f"{cost.processor:.0f} s ({cost.wall:.0f} s), {cost.memory:,.0f} MB"


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=ENGINES)
    parser.add_argument("--memory-limit", help="that DuckDB keeps to, such as 4GB")
    parser.add_argument("--no-write", action="store_true")
    arguments = parser.parse_args()
    results: dict[str, dict[int, Cost]] = {engine: {} for engine in arguments.engines}
    sizes: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            path = Path(folder) / "table.csv"
            write_table(path, rows)
            sizes[rows] = path.stat().st_size
            reports = set()
            for engine in arguments.engines:
                if not measured(rows, engine, arguments.engines):
                    continue
                results[engine][rows] = audited(path, rows, engine, arguments.memory_limit)
                reports.add((path.parent / f"{engine}.json").read_bytes())
                print(f"{rows:>12,}  {engine:<7} {_cell(results[engine][rows])}", flush=True)
            if len(reports) > 1:
                sys.exit(f"the engines disagree on {rows:,} rows")
    largest = max(sizes)
    limit = f" DuckDB under --memory-limit {arguments.memory_limit}." if arguments.memory_limit else ""
    bytes_a_row = f"Tables of about {sizes[largest] / largest:.0f} bytes a row, {sizes[largest] / 1e9:.1f} GB for {largest:,};"
    text = "\n".join(
        [
            f"{bytes_a_row} every rule that counts over all rows, and the sample drawn, in a process of its own.",
            f"Spark and Dask on the threads of this machine; Spark's Java process comes on top of its seconds and memory.{limit}",
            "Processor seconds (wall seconds, on two cores shared with other work), peak memory.",
            "All engines wrote the same bytes.",
            "",
            table(results, arguments.rows),
            "",
            "Goal: exponent at most 1.05, and 10,000,000 rows within 8,000 MB.",
        ]
    )
    print(text)
    if not arguments.no_write:
        write_section("scale", f"## Scale (`bench/scale.py`)\n\n{text}")


if __name__ == "__main__":
    main()
