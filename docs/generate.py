"""Write the rule pages of the documentation from the rules and their example pages.

python docs/generate.py           writes docs/rules/
python docs/generate.py --check   fails where docs/rules/ is not what would be written
"""

import json
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

from w2vcheck.rule import LoadedRule, load_rules

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"
EXAMPLES = ROOT / "fixtures" / "rules"
FAMILIES = {
    "1": "Data and labels",
    "2": "Vocabulary and vectors",
    "3": "Splits and leakage",
    "4": "Model and training",
    "5": "Evaluation",
    "6": "Scripts: reproducibility and APIs",
}


def options(loaded: LoadedRule) -> str:
    """The options of a rule with their defaults, as they would stand in w2vcheck.toml."""
    if not is_dataclass(loaded.options):
        return ""
    lines = [f"{item.name} = {json.dumps(item.default)}" for item in fields(loaded.options)]
    return "\n".join(["", "## Options", "```toml", f"[rules.{loaded.rule.code}]", *lines, "```", ""])


def page(loaded: LoadedRule) -> str:
    """One rule: what the module says, its options, its examples."""
    rule = loaded.rule
    silences = f" · speaks also for {', '.join(rule.silences)}" if rule.silences else ""
    looks = (" · looks at data and scripts" if rule.checks else " · looks at scripts") if rule.lints else ""
    asked = " · only with `--pedantic`" if rule.pedantic else ""
    head = f"# {rule.code} {rule.name}\n\n{rule.summary}.\n\n"
    head += f"Highest severity: {rule.severity} · since {rule.since}{silences}{looks}{asked}\n"
    examples = (EXAMPLES / f"{rule.code}.md").read_text(encoding="utf-8").split("\n", 1)[1].strip().replace("\n## ", "\n### ")
    return f"{head}\n{loaded.page}\n{options(loaded)}\n## Examples\nThese run as tests.\n\n{examples.replace('## ', '### ', 1)}\n"


def index() -> str:
    """All rules in one table a family."""
    lines = ["# Rules", "", "Written by `docs/generate.py`."]
    for digit, family in FAMILIES.items():
        lines += ["", f"## {family}", "", "| code | name | highest severity | what it finds |", "|---|---|---|---|"]
        lines += [
            f"| [{one.rule.code}]({one.rule.code}.md) | {one.rule.name} | {one.rule.severity} | {one.rule.summary} |"
            for one in load_rules()
            if one.rule.code[3] == digit
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pages, or say which have drifted."""
    wanted = {PAGES / f"{one.rule.code}.md": page(one) for one in load_rules()} | {PAGES / "index.md": index()}
    stale = [path for path in PAGES.glob("*.md") if path not in wanted]
    drifted = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for path in stale + drifted:
            print(f"{path.relative_to(ROOT)} is not what the rules say; run make docs")
        return 1 if stale or drifted else 0
    PAGES.mkdir(exist_ok=True)
    for path in stale:
        path.unlink()
    for path in drifted:
        path.write_text(wanted[path], encoding="utf-8")
    print(f"{len(drifted)} of {len(wanted)} pages written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
