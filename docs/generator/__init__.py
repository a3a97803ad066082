"""The pages of the documentation that follow from the code, one module a kind of page; `docs/generate.py` writes them."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "fixtures" / "rules"
RESULTS = ROOT / "bench" / "RESULTS.md"
FAULTS = ROOT / "bench" / "fault_cases.py"
SCHEMA = DOCS / "report.schema.json"
