"""Write the pages of the documentation that follow from the code.

python docs/generate.py           writes docs/rules/, docs/reference/ and the marked parts of other pages
python docs/generate.py --check   fails where they are not what would be written
"""

import sys
from pathlib import Path

from generator import DOCS, ROOT, api_page, cli_page, json_page, marked_parts, rule_pages, settings_page


def wanted() -> dict[Path, str]:
    """Every page by its file."""
    pages = rule_pages.pages() | {
        Path("reference/api.md"): api_page.page(),
        Path("reference/cli.md"): cli_page.page(),
        Path("reference/configuration.md"): settings_page.page(),
        Path("reference/json.md"): json_page.page(),
    }
    return {DOCS / path: text for path, text in pages.items()} | marked_parts.pages()


def main() -> int:
    """Write the pages, or say which have drifted."""
    pages = wanted()
    stale = [path for path in (DOCS / "rules").glob("*.md") if path not in pages]
    drifted = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale + drifted:
            print(f"{path.relative_to(ROOT)} is not what the code says; run make docs")
        return 1 if stale or drifted else 0
    for path in stale:
        path.unlink()
    for path in drifted:
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages[path], encoding="utf-8", newline="\n")
    print(f"{len(drifted)} of {len(pages)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
