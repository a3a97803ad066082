"""Which columns of a table are the features and which is the label, where the script says so."""

from dataclasses import dataclass

from w2vcheck.code.values import SPLIT, Value, is_constant, whole

_PASSING = frozenset(
    ["to_numpy", "astype", "copy", "reset_index", "dropna", "fillna", "float", "to", "long", "reshape", "view", "ravel", "tolist"]
)
_PASSING_CALLS = frozenset(
    ["torch.tensor", "torch.from_numpy", "torch.FloatTensor", "torch.as_tensor", "numpy.array", "numpy.asarray"]
)
TABLES = (
    "numpy.loadtxt",
    "numpy.genfromtxt",
    "pandas.read_csv",
    "pandas.read_table",
    "pandas.read_excel",
    "pandas.read_parquet",
    "pandas.read_json",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Columns of a table: by position `low` to `high` (None for the end), or by `names`; or all but `names`."""

    table: Value
    value: Value
    low: int | None = None
    high: int | None = None
    names: tuple[str, ...] = ()
    all_but: bool = False

    @property
    def single(self) -> int | str | None:
        """The one column that is chosen, by position or name."""
        if self.low is not None and self.high == self.low + 1:
            return self.low
        return self.names[0] if len(self.names) == 1 and not self.all_but else None

    def has(self, column: int | str) -> bool | None:
        """Whether a column is among them; None where that is not known."""
        if isinstance(column, str):
            if self.low is not None:
                return None
            return (column in self.names) is not self.all_but
        if self.low is None:
            return True if self.all_but and not self.names else None
        if self.high is None:
            return column >= self.low if column >= 0 else True
        if (column < 0) is not (self.high < 0) and self.high != 0:
            return None
        return self.low <= column < self.high


def chosen(value: Value | None) -> Chosen | None:  # noqa: PLR0911 - one return a form
    """The columns that a value consists of; None where the script does not say."""
    if value is None:
        return None
    whole_table = _table(value)
    if whole_table is not None:
        return Chosen(whole_table, value, all_but=True)
    match value:
        case Value(kind="method", name=name, owner=Value() as owner) if name in _PASSING:
            return chosen(owner)
        case Value(kind="call", name=name, args=[inner, *_]) if name in _PASSING_CALLS:
            return chosen(inner)
        case Value(kind="attribute", name="values", owner=Value() as owner):
            return chosen(owner)
        case Value(kind="method", name="drop", owner=Value() as owner):
            return _dropped(value, owner)
        case Value(kind="item", owner=Value() as owner, args=[key]):
            table = _table(owner.owner if owner.kind == "attribute" and owner.name in ("iloc", "loc") and owner.owner else owner)
            return None if table is None else _taken(value, table, key)
    return None


def _table(value: Value) -> Value | None:
    """The call that read a table, behind what keeps its columns."""
    while True:
        match value:
            case Value(kind="call", name=name) if name in TABLES:
                return value
            case Value(
                kind="method",
                name="dropna" | "reset_index" | "copy" | "sample" | "drop_duplicates" | "fillna",
                owner=Value() as owner,
            ):
                value = owner
            case (
                Value(kind="attribute", name="values", owner=Value() as owner)
                | Value(kind="method", name="to_numpy", owner=Value() as owner)
            ):
                value = owner
            case Value(kind="updated", owner=Value() as owner):
                value = owner
            case _:
                return None


def _dropped(value: Value, owner: Value) -> Chosen | None:
    table = _table(owner)
    given = value.keywords.get("columns")
    if given is None and (whole(value.argument(1, "axis")) == 1 or is_constant(value.keywords.get("axis"), "columns")):
        given = value.argument(0, "labels")
    names = _names(given)
    return None if table is None or names is None else Chosen(table, value, names=names, all_but=True)


def _names(value: Value | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    members = value.args if value.kind in ("list", "tuple") else (value,)
    names = tuple(one.constant for one in members if isinstance(one.constant, str))
    return names if names and len(names) == len(members) else None


def _taken(value: Value, table: Value, key: Value) -> Chosen | None:
    if key.kind == "tuple" and len(key.args) == 2 and key.args[0].kind == "slice":
        key = key.args[1]
        if key.kind == "slice":
            low, high, step = key.args
            ends = [0 if is_constant(low, None) else whole(low), None if is_constant(high, None) else whole(high)]
            known = ends[0] is not None and (is_constant(high, None) or ends[1] is not None) and is_constant(step, None)
            return Chosen(table, value, ends[0], ends[1]) if known else None
    position = whole(key)
    if position is not None:
        return Chosen(table, value, position, position + 1)
    names = _names(key)
    return None if names is None else Chosen(table, value, names=names)


_KEEPING_COLUMNS = frozenset(
    ["dropna", "reset_index", "copy", "sample", "drop_duplicates", "fillna", "sort_values", "query", "head"]
)


_ATTRIBUTES = frozenset(
    ["values", "str", "T", "loc", "iloc", "at", "iat", "shape", "columns", "index", "size", "dtypes", "cat", "dt"]
)


def column_at(value: Value) -> Value | None:
    """The same as `column_of` for `frame["name"]` and `frame.name`."""
    match value:
        case Value(kind="item", owner=Value() as frame, args=[Value(kind="constant", constant=str(name))]):
            return column_of(frame, name)
        case Value(kind="attribute", name=name, owner=Value() as frame) if name not in _ATTRIBUTES:
            return column_of(frame, name)
    return None


def column_of(frame: Value, name: str) -> Value | None:  # noqa: PLR0911 - one return a form
    """What a column of a frame was set to, or the call that read it with the table; None where that is not known."""
    match frame:
        case Value(kind="call", name=made):
            return frame if made in TABLES else None
        case Value(kind="updated", owner=Value() as owner, args=[key, value]):
            if key.kind != "constant":
                return None
            return value if key.constant == name else column_of(owner, name)
        case Value(kind="method", name=how, owner=Value() as owner) if how in _KEEPING_COLUMNS:
            return column_of(owner, name)
        case Value(kind="method", name="assign", owner=Value() as owner):
            return frame.keywords.get(name) or column_of(owner, name)
        case Value(kind="part", owner=Value(name=made, args=args), constant=int(n)) if made == SPLIT:
            return column_of(args[n // 2], name) if n // 2 < len(args) else None
        case Value(kind="item", owner=Value() as owner, args=[key]) if key.kind not in ("constant", "tuple"):
            inner = owner.owner if owner.kind == "attribute" and owner.name in ("loc", "iloc") else owner
            return None if inner is None else column_of(inner, name)
    return None
