"""Which rows of which data a value holds, as far as the script tells."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from w2vcheck.code.values import Value, ancestors, class_of, is_constant

Step = tuple[object, str]
"""One narrowing: what makes it (by identity or by its text), and which side of it."""
TEST_SIDES = ("test", "valid", "val", "validation", "dev", "eval")
_READERS = (
    "pandas.read_",
    "polars.read_",
    "polars.scan_",
    "numpy.loadtxt",
    "numpy.genfromtxt",
    "numpy.load",
    "sklearn.datasets.",
    "datasets.load_dataset",
    "builtins.open",
    "csv.",
    "json.load",
    "pickle.load",
    "joblib.load",
    "torch.load",
    "pathlib.",
    "nltk.corpus.",
    "torch.randn",
    "torch.rand",
    "numpy.random.",
    "gensim.models.word2vec.LineSentence",
    "gensim.models.LineSentence",
)
_SAME_ROWS = ("sklearn.datasets.", "builtins.", "numpy.", "torch.max", "torch.min", "torch.topk", "torch.sort")
"""Functions whose results all have the same rows."""
_BUNDLES = ("pickle.load", "joblib.load", "torch.load", "numpy.load", "json.load")
_REDUCING = frozenset(
    [
        "mean",
        "std",
        "sum",
        "max",
        "min",
        "median",
        "var",
        "nunique",
        "value_counts",
        "unique",
        "count",
        "mode",
        "quantile",
        "item",
    ]
)
_REDUCING_CALLS = frozenset(["builtins.len", "builtins.sum", "builtins.max", "builtins.min", "builtins.set", "builtins.range"])


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source: all of it, or what is left of it after some narrowings."""

    root: Value
    path: tuple[Step, ...] = ()

    def holds(self, other: "Rows") -> bool:
        """Whether every row of the other is one of these."""
        return self.root is other.root and self.path == other.path[: len(self.path)]

    def meets(self, other: "Rows") -> bool:
        """Whether they have rows in common, for all that is known."""
        if self.root is not other.root:
            return False
        for (key, side), (other_key, other_side) in zip(self.path, other.path, strict=False):
            if (key, side) != (other_key, other_side):
                return _slices_meet(key, side, other_key, other_side)
        return True

    @property
    def is_held_out(self) -> bool:
        """Whether they are the test or validation side of some split."""
        return any(side in TEST_SIDES for _, side in self.path)


Sources = frozenset[Rows]
NOWHERE: Sources = frozenset()


def _slices_meet(key: object, side: str, other_key: object, other_side: str) -> bool:
    """Whether `[:a]` and `[b:]` overlap; other ways of narrowing are taken to exclude each other."""
    match key, other_key:
        case ("at", int(bound)), ("at", int(other)) if bound >= 0 and other >= 0:
            if side == other_side:
                return True
            return other < bound if side == "train" else bound < other
    return False


def meet(one: Sources, other: Sources) -> bool:
    """Whether any rows are in both."""
    return any(a.meets(b) for a in one for b in other)


@dataclass(slots=True)
class Lineage:
    """Looks up rows and remembers them."""

    known: dict[int, Sources] = field(default_factory=dict)
    depth: int = 0

    def rows(self, value: Value | None) -> Sources:
        """The rows that a value holds; none where that is not known. A value made of several has the rows of all."""
        if value is None:
            return NOWHERE
        found = self.known.get(id(value))
        if found is not None:
            return found
        if self.depth > 150:
            return NOWHERE
        self.known[id(value)] = NOWHERE  # while it is looked for
        self.depth += 1
        found = self._rows(value)
        self.depth -= 1
        self.known[id(value)] = found
        return found

    def of_all(self, values: Iterator[Value] | tuple[Value, ...]) -> Sources:
        """The rows of several values together."""
        return NOWHERE.union(*[self.rows(value) for value in values])

    def _rows(self, value: Value) -> Sources:  # noqa: C901, PLR0911, PLR0912 - a table
        match value:
            case Value(kind="call", name=name):
                return self._of_call(value, name)
            case Value(kind="method", name=name, owner=Value() as owner):
                return self._of_method(value, name, owner)
            case Value(kind="part", owner=Value() as owner, constant=int(position)):
                return self._of_part(owner, position, "valid" if "val" in value.name or "dev" in value.name else "test")
            case Value(kind="item", owner=Value() as owner, args=[key]):
                return self._of_item(owner, key)
            case Value(kind="element", name="batch", args=[data]):
                return self.rows(data)
            case Value(kind="attribute", name=name, owner=Value() as owner):
                return NOWHERE if name in ("shape", "columns", "size", "wv") else self.rows(owner)
            case Value(kind="element" | "entered", owner=Value() as owner):
                return self.rows(owner)
            case Value(kind="updated", owner=Value() as owner, args=written):
                return self.rows(owner) or self.of_all(written)  # an array of zeros that is filled row by row
            case Value(kind="comprehension", owner=Value() as owner):
                return self.rows(owner) or self.of_all(value.args)
            case Value(kind="grown", owner=Value() as owner, args=added):
                return self.rows(owner) | (self.of_all(added) or self._of_loop(added[-1]))
            case (
                Value(kind="operation", args=args) | Value(kind="tuple" | "list" | "dict" | "either" | "comprehension", args=args)
            ):
                return self.of_all(args)
            case Value(kind="apply", args=args) | Value(kind="instance", args=args):
                return self.of_all(args)
            case Value(kind="parameter"):
                return frozenset((Rows(value),))
        return NOWHERE

    def _of_loop(self, value: Value) -> Sources:
        """The rows of the loop in which a value was made, such as the mean of the vectors of one text."""
        elements = (one for one in ancestors(value) if one.kind == "element")
        return next((rows for one in elements if (rows := self.rows(one))), NOWHERE)

    def _of_call(self, value: Value, name: str) -> Sources:
        if name in _REDUCING_CALLS or name.startswith(("torch.nn.", "torch.optim.", "gensim.models.")):
            return self.of_all(value.args) if name.startswith("torch.nn.functional.") else NOWHERE
        if name == "sklearn.model_selection.train_test_split":
            return NOWHERE
        if name.startswith(_READERS):
            return frozenset((Rows(value),))
        if name.startswith(("numpy.mean", "numpy.std", "numpy.sum", "sklearn.metrics.")):
            return NOWHERE
        return self.of_all(value.args) or self.of_all(tuple(value.keywords.values()))

    def _of_method(self, value: Value, name: str, owner: Value) -> Sources:
        made = class_of(owner) or ""
        if name in _REDUCING:
            return NOWHERE
        if made.startswith(("sklearn.", "gensim.", "torch.", "xgboost.", "lightgbm.", "imblearn.")) or owner.kind == "instance":
            return self.of_all(value.args[:1]) or self.of_all(tuple(value.keywords.values())[:1])
        if name == "drop" and value.args and value.args[0].kind == "attribute" and value.args[0].name == "index":
            return self._without(owner, value.args[0])
        whole = self.rows(owner)
        if name == "sample" and not is_constant(value.keywords.get("frac"), 1):
            return frozenset(Rows(one.root, (*one.path, (id(value), "train"))) for one in whole)
        if name == "query" and value.args:
            return frozenset(Rows(one.root, (*one.path, (id(value), "query"))) for one in whole)
        return whole or self.of_all(value.args)

    def _without(self, owner: Value, index: Value) -> Sources:
        """`frame.drop(part.index)`: what the part has left."""
        taken = self.rows(index.owner)
        rest = []
        for one in self.rows(owner):
            step = next((part.path[len(one.path)] for part in taken if one.holds(part) and len(part.path) > len(one.path)), None)
            rest.append(
                one if step is None else Rows(one.root, (*one.path, (step[0], "test" if step[1] == "train" else "train")))
            )
        return frozenset(rest)

    def _of_part(self, owner: Value, position: int, other: str) -> Sources:
        match owner:
            case Value(kind="call", name="sklearn.model_selection.train_test_split", args=args):
                if any(one.name == "*" for one in args) or position // 2 >= len(args):
                    return NOWHERE
                return self._side(args[position // 2], owner, other if position % 2 else "train")
            case Value(kind="call", name="torch.utils.data.random_split", args=[data, *_]):
                return self._side(data, owner, other if position else "train")
            case Value(kind="call", name=name) if not name.startswith(_SAME_ROWS):
                return frozenset((_piece(owner, position),))
        return self.rows(owner)

    def _side(self, data: Value, split: Value, side: str) -> Sources:
        whole = self.rows(data) or frozenset((Rows(data),))
        return frozenset(Rows(one.root, (*one.path, (id(split), side))) for one in whole)

    def _of_item(self, owner: Value, key: Value) -> Sources:
        if owner.kind == "attribute" and owner.name in ("loc", "iloc") and owner.owner is not None:
            owner = owner.owner
        if owner.kind == "call" and owner.name == "datasets.load_dataset" and isinstance(key.constant, str):
            return frozenset((Rows(owner, ((id(owner), key.constant),)),))
        whole = self.rows(owner)
        if owner.kind in ("call", "entered") and owner.name.startswith(_BUNDLES) and isinstance(key.constant, str | int):
            return frozenset((_piece(owner, key.constant),))
        if isinstance(key.constant, str) and key.constant in (*TEST_SIDES, "train", "unsupervised"):
            return frozenset(Rows(one.root, (*one.path, ("parts", key.constant))) for one in whole)
        if key.kind == "tuple" and key.args:
            key = key.args[0]
        step = _narrowing(key)
        return whole if step is None else frozenset(Rows(one.root, (*one.path, step)) for one in whole)


def _piece(bundle: Value, key: object) -> Rows:
    """A piece of something that was stored or made as a whole: what it has to do with the other pieces is not known."""
    return Rows(bundle, ((("piece", key), "piece"),))


def _narrowing(key: Value) -> Step | None:  # noqa: C901, PLR0911, PLR0912 - one case a form
    """How a key narrows the rows; None where it takes columns, or all rows."""
    match key:
        case Value(kind="constant"):
            return None
        case Value(kind="list" | "text"):
            return None
        case Value(kind="slice", args=[low, high, _]):
            if is_constant(low, None) and is_constant(high, None):
                return None
            if is_constant(low, None) or is_constant(low, 0):
                return (("at", _text(high)), "train")
            if is_constant(high, None):
                return (("at", _text(low)), "test")
            return (("from", _text(low), _text(high)), "middle")
        case Value(
            kind="part", owner=Value(kind="element" | "call", owner=Value(kind="method", name="split") as folds), constant=int(n)
        ):
            return (("fold", id(folds)), "test" if n else "train")
        case Value(kind="part", owner=Value(kind="call", name="builtins.next", args=[Value() as folds]), constant=int(n)):
            return (id(_peeled(folds)), "test" if n else "train")
        case Value(
            kind="part", owner=Value(kind="call", name="sklearn.model_selection.train_test_split") as split, constant=int(n)
        ):
            return (id(split), "test" if n % 2 else "train")
        case Value(kind="operation", name="Eq" | "NotEq" as sign, args=[left, Value(kind="constant", constant=side)]):
            return (("where", _text(left)), str(side) if sign == "Eq" else f"not {side}")
        case Value(kind="operation", name="Invert", args=[mask]):
            return (id(mask), "test")
        case Value(kind="operation" | "method" | "call"):
            return (id(key), "train")
        case Value(kind="item", args=[inner]):
            return _narrowing(inner)
    return None


def _peeled(folds: Value) -> Value:
    """The `split(...)` behind `iter(...)`."""
    return folds.args[0] if folds.kind == "call" and folds.name == "builtins.iter" and folds.args else folds


def _text(value: Value) -> object:
    """Something that is equal for equal bounds."""
    if value.kind == "constant":
        return value.constant
    return ast.unparse(value.node) if isinstance(value.node, ast.expr) else id(value)
