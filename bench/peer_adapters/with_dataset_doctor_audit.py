"""dataset-doctor-audit on every folder of tables named on the command line: its rules that warn or fail, above low."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

program = Path(sys.executable).with_name("dataset-doctor-audit")
told = {}
for folder in map(Path, sys.argv[1:]):
    with TemporaryDirectory() as place:
        data = Path(place) / "data"
        data.mkdir()
        shutil.copy(folder / "all.csv", data)
        columns = ["--split-column", "split", "--label-column", "label"]
        command = [str(program), "audit", str(data), *columns, "--format", "json", "--no-cache", "--output", f"{place}/out"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        report = Path(place) / "out" / "report.json"
        findings = json.loads(report.read_bytes())["findings"] if report.is_file() else None
    if findings is None:
        told[folder.name] = {f"fails: {next(iter(done.stderr.splitlines()[-1:]), 'nothing')[:80]}": 1}
    else:
        told[folder.name] = {
            one["title"]: max(1, one["affected_count"] or 0)
            for one in findings
            if one["status"] != "PASS" and one["severity"] not in ("INFO", "LOW")
        }
print(json.dumps(told))
