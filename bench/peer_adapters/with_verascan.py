"""verascan on every folder of tables named on the command line: test rows that match a training row, by method."""

import csv
import json
import sys
from pathlib import Path

import verascan


def texts(path: Path) -> list[str]:
    """The column of texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


told = {}
for folder in map(Path, sys.argv[1:]):
    try:
        report = verascan.check(texts(folder / "train.csv"), texts(folder / "test.csv"), show_progress=False)
        methods = [match.method for match in report.matches]
        told[folder.name] = {f"{method} matches": methods.count(method) for method in sorted(set(methods))}
    except Exception as error:  # noqa: BLE001 - what fails is reported, the other tables go on
        told[folder.name] = {f"fails: {type(error).__name__}": 1}
print(json.dumps(told))
