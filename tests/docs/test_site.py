import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ASSETS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data", "embed": "src"}
NAMES_ONLY = {"canonical", "next", "prev"}
"""Links of a head that a browser does not fetch."""


class Loaded(HTMLParser):
    """What a browser fetches by itself to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ASSETS and given.get("rel") not in NAMES_ONLY and (address := given.get(ASSETS[tag])):
            self.found.append(address)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with warnings as errors."""
    place = tmp_path_factory.mktemp("site")
    call = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(place)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(call, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text(encoding="utf-8"))
        assert loaded.found
        assert [address for address in loaded.found if re.match(r"(?i)(https?:)?//", address)] == [], page.name
    for style in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        assert not re.search(r"(?:url\(|@import)\s*[\"']?https?:", style.read_text(encoding="utf-8")), style.name


@pytest.mark.slow
def test_a_rule_is_found_by_its_code_and_by_its_name(site: Path) -> None:
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    assert "rules/W2V302.html" in {entry["location"] for entry in entries if entry["title"] == "W2V302 duplicates-across-split"}


@pytest.mark.slow
def test_rules_are_listed_by_severity_and_family(site: Path) -> None:
    tags = (site / "tags.html").read_text(encoding="utf-8")
    assert re.search(r'href="rules/W2V302\.html"', tags)
    index = (site / "index.html").read_text(encoding="utf-8")
    assert "Splits and leakage" in index


@pytest.mark.slow
def test_no_script_of_the_generator_is_published(site: Path) -> None:
    assert list(site.rglob("*.py")) == []
