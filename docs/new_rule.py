"""Begin a rule: write its module and its example page from a template.

python docs/new_rule.py W2V119 what-is-wrong data
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FAMILIES = {"1": "data", "2": "embedding", "3": "split", "4": "model", "5": "evaluation", "6": "code"}

MODULE = '''"""
## What it checks
One sentence: the bad pattern.

## Why it matters
What it costs the user.

## How it is measured
Formula, threshold and the source of the threshold. What the interval is.

## Fix
What to do.

## When to ignore it
When it is meant.

## References
- Author, venue, year.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from w2vcheck.data.target import Classes
from w2vcheck.results import Measure, Severity
from w2vcheck.rule import Result, Rule

RULE = Rule(
    code="{code}",
    name="{name}",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="What is wrong, in one line",
    why="What it costs the user.",
    fix="What to do.",
)


@dataclass(frozen=True)
class Options:
    """Cut, as a share of the labelled rows."""

    warn_above: float = 0.5


@RULE.check
def check(classes: Classes, options: Options) -> Iterator[Result]:
    """Measure, then judge: parameters are artefacts, asked for by their type."""
    measure = Measure.share("rows of the largest class", int(classes.counts.max()), len(classes.labelled))
    yield measure
    if measure.low > options.warn_above:
        yield RULE.finding("One sentence with the figure in it.", measure=measure)
'''

PAGE = """# {name}

## Bad: say what is wrong
One sentence about it.

```csv data.csv
text,label
one two three,a
four five six,a
seven eight nine,a
ten eleven twelve,a
red green blue,a
north east south,a
spring summer autumn,a
iron copper tin,a
```

expect: {code} warning

## Bad: another way to get it wrong
One sentence about it.

```csv data.csv
text,label
one two three,b
four five six,b
seven eight nine,b
ten eleven twelve,b
red green blue,b
north east south,b
spring summer autumn,b
iron copper tin,b
```

expect: {code} warning

## Good: the tempting false alarm
Why this is fine.

```csv data.csv
text,label
one two three,a
four five six,b
seven eight nine,a
ten eleven twelve,b
red green blue,a
north east south,b
spring summer autumn,a
iron copper tin,b
```

## Good: another tempting one
Why this is fine.

```csv data.csv
text,label
one two three,a
four five six,a
seven eight nine,b
ten eleven twelve,b
red green blue,a
north east south,a
spring summer autumn,b
iron copper tin,b
```
"""

CODE_MODULE = '''"""
## What it checks
One sentence: the bad pattern.

## Why it matters
What it costs the user.

## How it is measured
What has to be known beyond doubt before it speaks, and what makes it silent.

## Fix
What to do; whether `--fix` does it, and why that is safe.

## When to ignore it
When it is meant.

## References
- Author, venue, year.
"""

from collections.abc import Iterator

from w2vcheck.code.script import Script
from w2vcheck.results import Finding, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="{code}",
    name="{name}",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="What is wrong, in one line",
    why="What it costs the user.",
    fix="What to do.",
)


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Parameters are artefacts, asked for by their type; each place is told once."""
    for node in dict.fromkeys(event.value.node for event in script.calls("gensim.models.Word2Vec")):
        if node is not None:
            yield RULE.finding("One sentence.", locations=(script.place(node),))
'''

CODE_PAGE = """# {name}

## Bad: say what is wrong
One sentence about it.

```python train.py
from gensim.models import Word2Vec

model = Word2Vec(sentences)
```

expect: {code} warning

## Bad: the same in a notebook
One sentence about it.

```notebook train.ipynb
# %% [1]
import gensim
# %% [2]
model = gensim.models.Word2Vec(sentences)
```

expect: {code} warning

## Good: the tempting false alarm
Why this is fine.

```python train.py
from mine import Word2Vec

model = Word2Vec(sentences)
```

## Good: another tempting one
Why this is fine.

```python train.py
from gensim.models import Word2Vec

model = Word2Vec.load("words.model")
```
"""


def main(code: str, name: str, family: str) -> int:
    """Write the two files, unless one is there already."""
    if not re.fullmatch(r"W2V[1-6]\d\d", code) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        print("usage: make rule CODE=W2V119 NAME=what-is-wrong [FAMILY=data]")
        return 2
    folder = ROOT / "w2vcheck" / "rules" / (family or FAMILIES[code[3]])
    module, page = (CODE_MODULE, CODE_PAGE) if folder.name == "code" else (MODULE, PAGE)
    files = {
        folder / f"{code.lower()}_{name.replace('-', '_')}.py": module.format(code=code, name=name),
        ROOT / "fixtures" / "rules" / f"{code}.md": page.format(code=code, name=name),
    }
    there = [path for path in files if path.exists()] + sorted((ROOT / "w2vcheck" / "rules").rglob(f"{code.lower()}_*.py"))
    if there or not folder.is_dir():
        print(f"{there[0].relative_to(ROOT)} exists" if there else f"{folder.relative_to(ROOT)} is no family of rules")
        return 2
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    print("Then: make test docs")
    return 0


if __name__ == "__main__":
    sys.exit(main(*[*sys.argv[1:], "", "", ""][:3]))
