"""One page a rule: what its module says, what was measured, its options, its examples."""

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from generator import DOCS, EXAMPLES
from generator.measured import measured
from w2vcheck.rule import LoadedRule, load_rules

FAMILIES = {
    "1": "Data and labels",
    "2": "Vocabulary and vectors",
    "3": "Splits and leakage",
    "4": "Model and training",
    "5": "Evaluation",
    "6": "Scripts: reproducibility and APIs",
}
_FILE = re.compile(r"```(\S+) (\S+)")
SVG = "{http://www.w3.org/2000/svg}"


def pages() -> dict[Path, str]:
    """All of them by their place under `docs`, and the page that lists them."""
    return {Path("rules") / f"{one.rule.code}.md": page(one) for one in load_rules()} | {Path("rules/index.md"): index()}


def page(loaded: LoadedRule) -> str:
    """One rule. Its highest severity, and what it looks at, are its tags."""
    rule = loaded.rule
    silences = f" · speaks also for {', '.join(rule.silences)}" if rule.silences else ""
    looks = (" · looks at data and scripts" if rule.checks else " · looks at scripts") if rule.lints else ""
    asked = " · only with `--pedantic`" if rule.pedantic else ""
    tags = [str(rule.severity), *(["data"] if rule.checks else []), *(["scripts"] if rule.lints else [])]
    lines = ["---", f"description: {json.dumps(rule.summary + '.', ensure_ascii=False)}", f"tags: [{', '.join(tags)}]", "---"]
    lines += ["", f"# {rule.code} {rule.name}", "", f"{rule.summary}.", ""]
    lines += [f"Highest severity: {rule.severity} · since {rule.since}{silences}{looks}{asked}", ""]
    lines += [*loaded.page.split("\n"), *pictures(rule.code), *[*measured(rule.code), ""], *options(loaded)]
    lines += ["## Examples", "These run as tests.", "", *examples(rule.code), ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def pictures(code: str) -> list[str]:
    """The pictures of a rule: those whose names begin with its code. Their titles are told to those who cannot see them."""
    lines = []
    for picture in sorted((DOCS / "pictures").glob(f"{code.lower()}-*.svg")):
        title = ET.parse(picture).getroot().findtext(f"{SVG}title", "")  # noqa: S314 - drawn by docs/pictures.py
        lines += ["", f"![{title}](../pictures/{picture.name})"]
    return ["", "## Healthy and sick", "Drawn from real measurements by `docs/pictures.py`.", *lines, ""] if lines else []


def options(loaded: LoadedRule) -> list[str]:
    """The options of a rule with their defaults, as they would stand in w2vcheck.toml."""
    if not is_dataclass(loaded.options):
        return []
    lines = [f"{item.name} = {json.dumps(item.default)}" for item in fields(loaded.options)]
    return ["", "## Options", "```toml", f"[rules.{loaded.rule.code}]", *lines, "```", ""]


def examples(code: str) -> list[str]:
    """The example page of a rule, one level of headings down."""
    text = (EXAMPLES / f"{code}.md").read_text(encoding="utf-8").split("\n", 1)[1].strip()
    lines = [_FILE.sub(_titled, line) for line in text.split("\n")]
    return ["#" + line if line.startswith("## ") else line for line in lines]


def _titled(match: re.Match[str]) -> str:
    """The first line of a block as the site reads it; the cells of a notebook are Python."""
    return f'```{"python" if match[1] == "notebook" else match[1]} title="{match[2]}"'


def index() -> str:
    """All rules in one table a family."""
    lines = ["# Rules", "", "Every rule measures first and judges by the interval. Severities are the highest a rule can reach."]
    lines += ["The rules [by severity](../tags.md).", ""]
    for digit, family in FAMILIES.items():
        lines += [f"## {family}", "", "| code | name | highest severity | what it finds |", "|---|---|---|---|"]
        lines += [
            f"| [{one.rule.code}]({one.rule.code}.md) | {one.rule.name} | {one.rule.severity} | {one.rule.summary} |"
            for one in load_rules()
            if one.rule.code[3] == digit
        ]
        lines.append("")
    return "\n".join(lines)
