"""Sections of RESULTS.md: each script rewrites its own and leaves the others alone."""

from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def write_section(name: str, text: str) -> None:
    """Put `text` between the marks of this section, or at the end where there are none yet."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    whole = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n\nWritten by the scripts in this folder.\n"
    before, _, rest = whole.partition(begin)
    _, _, after = rest.partition(end)
    parts = [before.strip(), f"{begin}\n{text}\n{end}", after.strip()]
    RESULTS.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
