"""The text of a configuration file: what is set, each with its reason, and all that could be set, commented out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from w2vcheck.proposal.looking import Proposal
from w2vcheck.report.safe_text import visible
from w2vcheck.settings import _TABLES as TABLES
from w2vcheck.settings import _TOP as TOP
from w2vcheck.settings import Settings

WIDTH = 110  # columns of a remark
_LIMIT = 200  # columns of a reason
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_COMMENT = re.compile(r"^    (\w+): .*?  # (.+)$")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
SHOWN: Mapping[str, object] = {
    "source": "data.csv",
    "min_confidence": "low",
    "claim": 0.9,
    "no_text": False,
    "pipeline": False,
    "budget": 60.0,
    "data.text": "text",
    "data.label": "label",
    "data.features": "0:6",
    "data.target": "label",
    "data.test": "test.csv",
    "data.encoding": "utf-8",
    "data.sample_rows": 100_000,
    "data.engine": "polars",
    "data.memory_limit": "4GB",
    "data.connect": "local[2]",
    "min_accuracy": 0.8,
    "max_drop": 0.02,
    "against": "report.json",
    "baseline": "w2vcheck-baseline.json",
    "split.column": "split",
    "split.test_size": 0.25,
    "split.stratify": False,
    "split.shuffle": True,
    "split.seed": 0,
    "word2vec.vector_size": 100,
    "word2vec.window": 5,
    "word2vec.min_count": 5,
    "word2vec.max_vocab_size": 1_000_000,
    "word2vec.max_final_vocab": 100_000,
    "word2vec.sg": 0,
    "word2vec.hs": 0,
    "word2vec.negative": 5,
    "word2vec.ns_exponent": 0.75,
    "word2vec.alpha": 0.025,
    "word2vec.min_alpha": 0.0001,
    "word2vec.cbow_mean": 1,
    "word2vec.epochs": 5,
    "word2vec.sample": 0.001,
    "word2vec.seed": 1,
    "word2vec.workers": 3,
    "word2vec.shrink_windows": True,
    "word2vec.sorted_vocab": 1,
    "word2vec.batch_words": 10_000,
    "word2vec.corpus": "corpus.txt",
    "word2vec.vectors": "model.w2v",
    "tokens.tokenizer": "words",
    "tokens.lowercase": True,
    "tokens.column": "tokens",
    "tokens.pooling": "mean",
    "classifier.kind": "mlp",
    "classifier.layers": (100, 32, 2),
    "classifier.activation": "relu",
    "classifier.output_activation": "none",
    "classifier.loss": "cross_entropy",
    "classifier.optimizer": "adam",
    "classifier.learning_rate": 0.001,
    "classifier.epochs": 20,
    "classifier.batch_size": 32,
    "classifier.dropout": 0.0,
    "classifier.weight_decay": 0.0,
    "classifier.class_weight": "balanced",
    "rules.pedantic": False,
}
"""What stands behind a setting that is commented out and has no default of its own: what holds without it, or an example."""
_MEANS: Mapping[str, str] = {
    "data": "Which parts of the data play which part.",
    "split": "How you split training from test rows; what is missing here is what scikit-learn's train_test_split does.",
    "word2vec": "gensim's Word2Vec under gensim's names; what is missing has gensim's defaults.",
    "tokens": "How texts become words, and words one vector a text.",
    "classifier": "Your model and how it is trained, exactly as you write it.",
    "rules": "Which rules run; a rule's own options stand under its code, as in [rules.W2V302].",
}


def text_of(proposal: Proposal, *, shared: bool = False) -> str:
    """The file, in TOML; `shared` writes the tables of a `pyproject.toml`.

    A table is opened only where something in it is set: `[split]` alone says already that you split as scikit-learn does.

    Raises UnicodeEncodeError for a name that is no text, which TOML cannot hold.
    """
    prefix = "tool.w2vcheck" if shared else ""
    lines = [
        "# Written by `w2vcheck init`: look at what it guessed, correct it, keep the file under version control.",
        "# Settings that are commented out show what holds without them, or an example.",
        *(line for remark in proposal.remarks for line in _wrapped(remark)),
        "",
        *([f"[{prefix}]"] if shared else []),
        *_settings("", Settings, TOP, proposal),
    ]
    for table, kind in TABLES.items():
        names = [each.name for each in fields(kind) if each.name != "options"]
        is_set = any(key.startswith(f"{table}.") for key in proposal.guesses)
        head = f"[{prefix}.{table}]" if shared else f"[{table}]"
        lines += ["", *_wrapped(_MEANS.get(table, "")), head if is_set else f"# {head}"]
        lines += _settings(table, kind, names, proposal)
    text = "\n".join(lines) + "\n"
    text.encode()
    return text


def _settings(table: str, kind: type, names: Sequence[str], proposal: Proposal) -> Iterator[str]:
    means = comments(kind)
    hints = get_type_hints(kind, include_extras=True)
    defaults = {each.name: each.default for each in fields(kind)}
    for name in names:
        key = f"{table}.{name}" if table else name
        guess = proposal.guesses.get(key)
        if guess is not None:
            yield _noted(f"{name} = {value_of(guess.value)}", guess.why)
            continue
        default = defaults[name]
        shown = SHOWN.get(key, _example(hints[name])) if default is None else default
        said = proposal.hints.get(key) or means.get(name, "")
        yield f"# {_noted(f'{name} = {value_of(shown)}', said)}"


def comments(kind: type) -> dict[str, str]:
    """What the declaration of a table says behind each of its settings; nothing where its source cannot be had."""
    try:
        lines = inspect.getsource(kind).splitlines()
    except (OSError, TypeError):
        return {}
    return {found[1]: found[2] for line in lines if (found := _COMMENT.match(line))}


def _example(hint: Any) -> object:
    """A value of this type."""
    plain = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    if get_origin(plain) is UnionType or NoneType in get_args(plain):
        plain = next(one for one in get_args(plain) if one is not NoneType)
        return _example(plain)
    if get_origin(plain) is Literal:
        return get_args(plain)[0]
    examples: dict[object, object] = {bool: False, int: 1, float: 0.5, str: "name"}
    return examples.get(plain, ())


def _noted(setting: str, why: str) -> str:
    return f"{setting}  # {visible(why, _LIMIT)}" if why else setting


def _wrapped(remark: str) -> list[str]:
    """A remark as comment lines."""
    lines: list[str] = []
    for word in visible(remark).split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        elif word:
            lines.append(f"# {word}")
    return lines


def value_of(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{"".join(map(_escaped, value))}"'
        case tuple() | list():
            return f"[{', '.join(map(value_of, value))}]"
        case _:
            return repr(value)


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{ord(char):04x}" if ord(char) < ord(" ") or ord(char) == 0x7F else char
