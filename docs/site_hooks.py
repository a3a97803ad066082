"""What the configuration of the site cannot say: a navigation that follows the files, and pages that stand elsewhere."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DOCS = Path(__file__).parent
ROOT = DOCS.parent
OUTSIDE = {"results.md": "bench/RESULTS.md", "changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}
"""Pages of the site by the files that they are."""
FAMILIES = {
    "1": "Data and labels",
    "2": "Words and vectors",
    "3": "Splits and leakage",
    "4": "Model and training",
    "5": "Evaluation",
    "6": "Scripts",
}
FIRST = ("first-audit", "ci", "pytest", "pre-commit", "ratchet", "own-vectors", "models", "notebooks", "scikit-learn")
"""How-tos in the order in which most people need them; others follow by name."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages that are there into the navigation: the how-tos in their order, the rules by family."""
    sections: list[Any] = config.nav or []
    config.nav = [{title: _pages(pages) for title, pages in section.items()} for section in sections]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand outside the folder of the documentation."""
    for page, source in OUTSIDE.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def _pages(pages: object) -> list[Any]:
    if pages == "how-to/":
        return _how_tos()
    if pages == "rules/":
        return _rules()
    return [page for page in pages if (DOCS / page).exists() or page in OUTSIDE] if isinstance(pages, list) else [pages]


def _how_tos() -> list[Any]:
    names = sorted(path.stem for path in (DOCS / "how-to").glob("*.md"))
    return [f"how-to/{name}.md" for name in sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))]


def _rules() -> list[Any]:
    codes = sorted(path.stem for path in (DOCS / "rules").glob("W2V*.md"))
    families = [{family: [f"rules/{code}.md" for code in codes if code[3] == digit]} for digit, family in FAMILIES.items()]
    return ["rules/index.md", "tags.md", *families]
