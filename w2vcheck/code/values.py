"""What the expressions of a script stand for: a graph of what was made from what, never the things themselves."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "constant",  # `constant` holds it
    "name",  # something imported or built in; `name` is dotted
    "call",  # the result of calling an imported function or class; `name` is dotted
    "apply",  # the result of calling `owner`, a value that is neither a name nor a method
    "method",  # the result of `owner.name(...)`
    "attribute",  # `owner.name`
    "item",  # `owner[args[0]]`
    "part",  # element number `constant` of `owner`, by unpacking into the variable `name`
    "element",  # any element of `owner`: a loop's variable
    "entered",  # what `with owner as ...` gives
    "grown",  # `owner` with `args` appended
    "updated",  # `owner` with the item of key args[0] set to args[1]
    "operation",  # of `args`; `name` is the operator: "Add", "Eq", "Not" …
    "slice",  # args are lower, upper and step
    "tuple",
    "list",
    "set",
    "dict",  # args are the values, `constant` the tuple of keys, None where a key is no constant
    "comprehension",  # args[0] for each element of `owner`; `name` is list, set, dict or generator
    "text",  # a string that is put together when the script runs, from args
    "function",  # of this script; `owner` is the instance it is bound to
    "class",  # of this script
    "instance",  # of `owner`, a class of this script
    "store",  # an assignment to `owner.name`; args[0] is the new value. Only in the trace
    "either",  # one of `args`, depending on how the script goes
    "parameter",  # of a function that nobody calls here
    "unknown",
]
SPLIT = "sklearn.model_selection.train_test_split"
_NONE: Mapping[str, "Value"] = MappingProxyType({})


@dataclass(slots=True, eq=False)
class Value:
    """One node of the graph; equal only to itself.

    `node` is where in the script it was made. `attributes` holds what was assigned to its attributes. A plain slotted class and
    not a frozen one, since a script has thousands of them and attributes do change as it runs.
    """

    kind: Kind
    name: str = ""
    node: ast.AST | None = None
    owner: "Value | None" = None
    args: "tuple[Value, ...]" = ()
    keywords: "Mapping[str, Value]" = field(default_factory=lambda: _NONE)
    constant: object = None
    attributes: "dict[str, Value] | None" = None

    @property
    def inputs(self) -> "tuple[Value, ...]":
        """The values it was made from; of what a `train_test_split` gives, only the array that was split."""
        made = (*self.args, *self.keywords.values()) if self.keywords else self.args
        owner = self.owner
        if owner is None:
            return made
        if self.kind == "part" and owner.name == SPLIT and isinstance(self.constant, int):
            return (*owner.args[self.constant // 2 : self.constant // 2 + 1], *made)
        return (owner, *made)

    def argument(self, position: int, *names: str) -> "Value | None":
        """An argument of a call by position (from 0, -1 for keyword only) or by one of these keywords; None if not given."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        if 0 <= position < len(self.args) and not any(given.name == "*" for given in self.args[: position + 1]):
            return self.args[position]
        return None


def is_constant(value: Value | None, wanted: object) -> bool:
    """Whether a value is known to be just this constant; True is not 1."""
    return value is not None and value.kind == "constant" and value.constant == wanted and type(value.constant) is type(wanted)


def number(value: Value | None) -> float | int | None:
    """The number that a value is known to be."""
    if value is None or value.kind != "constant" or isinstance(value.constant, bool):
        return None
    return value.constant if isinstance(value.constant, int | float) else None


def whole(value: Value | None) -> int | None:
    """The whole number that a value is known to be."""
    found = number(value)
    return found if isinstance(found, int) else None


def alternatives(value: Value) -> Iterator[Value]:
    """The values it may be: itself, or each of an "either"."""
    if value.kind == "either":
        for one in value.args:
            yield from alternatives(one)
    else:
        yield value


def ancestors(*values: Value) -> Iterator[Value]:
    """The values and everything they were made from, each once, nearest first."""
    seen = set(values)
    waiting = list(values)
    for one in waiting:  # grows while it is read
        yield one
        for source in one.inputs:
            if source not in seen:
                seen.add(source)
                waiting.append(source)


_LOADERS = ("load", "load_word2vec_format", "load_fasttext_format", "from_pretrained")
_KEEPERS = ("fit", "to", "cuda", "cpu", "eval", "train", "float", "double", "half", "requires_grad_")
"""Methods that hand back their own object."""


def class_of(value: Value) -> str | None:
    """The library class that a value is an instance of, by dotted name, where the script tells; lower-case names are functions.

    `Word2Vec(...)` and `Word2Vec.load(...)` are both `gensim.models.Word2Vec`, `model.wv` is `gensim.models.KeyedVectors`,
    `net.to(device)` is what `net` is.
    """
    found: str | None = None
    match value:
        case Value(kind="call", name=name):
            stem, _, last = name.rpartition(".")
            found = stem if last in _LOADERS and stem.rpartition(".")[2][:1].isupper() else name
            if name == "gensim.downloader.load" or last == "load_word2vec_format":  # whichever class it was asked of
                found = "gensim.models.KeyedVectors"
        case Value(kind="method", name=name, owner=Value() as owner) if name in _KEEPERS:
            found = class_of(owner)
        case Value(kind="attribute", name="wv" | "dv", owner=Value() as owner):
            of = class_of(owner)
            found = (
                "gensim.models.KeyedVectors"
                if of in ("gensim.models.Word2Vec", "gensim.models.FastText", "gensim.models.Doc2Vec")
                else None
            )
        case Value(kind="either"):
            kinds = {class_of(one) for one in alternatives(value) if not is_constant(one, None)}
            found = kinds.pop() if len(kinds) == 1 else None
        case Value(kind="instance", owner=Value() as made):
            found = next((base for base in library_bases(made)), None)
        case Value(kind="updated" | "grown", owner=Value() as owner):
            found = class_of(owner)
    return found


def library_bases(made: Value) -> Iterator[str]:
    """Dotted names of the library classes that a class of the script inherits from, directly or not."""
    for base in made.args:
        if base.kind == "name":
            yield base.name
        elif base.kind == "class" and base is not made:
            yield from library_bases(base)


def element_of(items: Value) -> Value | None:
    """One member of a list or comprehension, where it is written out."""
    match items:
        case Value(kind="comprehension" | "list" | "tuple", args=[one, *_]):
            return one
        case Value(kind="grown", args=[*_, one]):
            return one
        case Value(kind="call", name="builtins.list", args=[inner]):
            return element_of(inner)
    return None
