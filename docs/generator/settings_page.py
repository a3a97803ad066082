"""The reference of the configuration: every table and key, from the types, defaults and comments of the settings."""

import ast
import inspect
import json
import tokenize
from dataclasses import MISSING, Field, fields
from io import StringIO
from types import ModuleType
from typing import get_type_hints

from gensim.models import Word2Vec
from sklearn.model_selection import train_test_split

from generator.tables import table
from w2vcheck import sections, settings
from w2vcheck.data.engines.reading import SAMPLE_ROWS
from w2vcheck.data.split import SKLEARN_TEST_SHARE
from w2vcheck.settings import _TABLES, _TOP, Settings  # what a file may say is known there alone
from w2vcheck.toml_source import wanted

HEAD = """\
# Configuration

Written from the settings by `docs/generate.py`.

w2vcheck reads `w2vcheck.toml`, or the tables under `[tool.w2vcheck]` in `pyproject.toml`: those of the current folder, or the
nearest above it up to a folder with `.git`. `--config FILE` names another file. The command line stands above the file. Paths in
the file begin at its own folder. An unknown key, a value of another type and a value out of range are refused with the line
they stand on.

What you write is trained **as written**. What you leave out of a table is what your libraries would do: gensim's defaults for
`[word2vec]`, scikit-learn's `train_test_split` for `[split]`, torch's for `[classifier]`. Without a table `[split]`, w2vcheck
holds out 20 % of the rows, shuffled and stratified.

```toml
seed = 0
fail_on = "warning"

[data]
text = "body"
label = "topic"

[split]
test_size = 0.2
stratify = true

[word2vec]
epochs = 20

[classifier]
kind = "logistic-regression"

[rules]
ignore = ["W2V502"]

[rules.W2V302]
warn_above = 0.01
```
"""
RULES = """\
`[rules.W2V302]` and so on hold the options of single rules; [the page of each rule](../rules/index.md) lists them with their
defaults and where those come from.
"""
ACCEPT = """\
Findings that are known and stay as they are, one table each: see [the ratchet](../how-to/ratchet.md).
"""
_ACCEPT = (sections, sections.AcceptSettings)
LEFT_OUT: dict[str, dict[str, object]] = {
    "": {"min_confidence": "high for scripts, else low"},
    "accept": {"match": "every finding of the rule", "until": "for good"},
    "data": {
        "sample_rows": SAMPLE_ROWS,
        "engine": "polars",
        "text": "guessed",
        "label": "guessed",
        "encoding": "UTF-8 or UTF-16",
    },
    "split": {"test_size": SKLEARN_TEST_SHARE, "stratify": False, "seed": "`seed` of the file"},
    "tokens": {"tokenizer": "words", "lowercase": True, "pooling": "mean"},
    "classifier": {
        "kind": "mlp",
        "layers": "from the features straight to the classes",
        "activation": "relu",
        "output_activation": "none",
        "loss": "what fits the classes",
        "optimizer": "sgd",
        "learning_rate": 0.001,
        "epochs": 10,
        "batch_size": "all rows in one",
        "dropout": 0.0,
        "weight_decay": "0, of adamw 0.01",
    },
    "rules": {"pedantic": False},
}
"""What holds where a key is left out, and its library has no say. Texts of several words are for readers, others are values."""


def page() -> str:
    """Every table and key."""
    comments = comments_of(settings, Settings)
    top = {item.name: item for item in fields(Settings)}
    lines = [HEAD, "## The top of the file", ""]
    lines += _keys("", [top[name] for name in _TOP], Settings, comments)
    for name, kind in _TABLES.items():
        about = inspect.getdoc(kind) or ""
        lines += [f"## `[{name}]`", "", *_sentences(about), ""]
        keys = [item for item in fields(kind) if item.name != "options"]
        lines += _keys(name, keys, kind, comments_of(sections, kind))
    lines += [RULES, "## `[[accept]]`", "", ACCEPT]
    lines += _keys("accept", list(fields(sections.AcceptSettings)), sections.AcceptSettings, comments_of(*_ACCEPT))
    return "\n".join(lines)


def comments_of(module: ModuleType, kind: type) -> dict[str, str]:
    """The comment behind each field of a dataclass, by its name. Raises ValueError for a class that is not in the module."""
    source = inspect.getsource(module)
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    said = {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
            found = [item for item in node.body if isinstance(item, ast.AnnAssign)]
            return {ast.unparse(item.target): said.get((item.value or item).end_lineno or 0, "") for item in found}
    raise ValueError(f"{module.__name__} has no class {kind.__name__}")


def _sentences(docstring: str) -> list[str]:
    """The docstring of a table without the name of the table in front."""
    text = docstring.partition("`: ")[2] or docstring
    return [text[0].upper() + text[1:]]


def _keys(name: str, items: list[Field[object]], kind: type, comments: dict[str, str]) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    rows = []
    for item in items:
        value = item.default if item.default is not MISSING else None
        shown = _shown(value) if value not in (None, ()) else _left_out(name, item.name)
        says = comments[item.name]
        rows.append([f"`{item.name}`", wanted(hints[item.name]), shown, says[:1].upper() + says[1:]])
    return [*table(["key", "value", "left out", "meaning"], rows), ""]


def _left_out(name: str, key: str) -> str:
    libraries = {"word2vec": Word2Vec.__init__, "split": train_test_split}
    known = LEFT_OUT.get(name, {})
    if key in known:
        value = known[key]
        return value if isinstance(value, str) and (" " in value or value == "guessed") else _shown(value)
    if name == "split" and key == "shuffle":
        return _shown(inspect.signature(train_test_split).parameters[key].default)
    if name in libraries and name != "split":
        parameter = inspect.signature(libraries[name]).parameters.get(key)
        return "" if parameter is None or parameter.default is None else _shown(parameter.default)
    return ""


def _shown(value: object) -> str:
    """A value as TOML has it."""
    return f"`{json.dumps(list(value) if isinstance(value, tuple) else value)}`"
