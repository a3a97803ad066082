"""How deep a script's texts are nested: 0 is a text, 1 a list of texts (or one text in words), 2 a list of texts in words."""

from w2vcheck.code.columns import TABLES, column_at, column_of
from w2vcheck.code.values import SPLIT, Value, class_of, is_constant, whole

_TO_TEXT = frozenset(
    ["join", "lower", "upper", "strip", "rstrip", "lstrip", "replace", "format", "read", "translate", "casefold"]
)
_TO_WORDS = frozenset(["split", "rsplit", "splitlines", "readlines", "findall", "tokenize", "word_tokenize", "read_text_lines"])
_WORD_CALLS = frozenset(
    [
        "nltk.word_tokenize",
        "nltk.tokenize.word_tokenize",
        "nltk.wordpunct_tokenize",
        "gensim.utils.simple_preprocess",
        "gensim.utils.tokenize",
        "re.findall",
        "re.split",
        "builtins.str.split",
    ]
)
_TEXT_CALLS = frozenset(["re.sub", "builtins.str", "builtins.str.lower", "builtins.str.strip", "builtins.input"])
_KEEPING = frozenset(["tolist", "to_list", "to_numpy", "astype", "dropna", "fillna", "copy", "unique", "reset_index", "sample"])
_KEEPING_CALLS = frozenset(
    ["builtins.list", "builtins.sorted", "builtins.tuple", "builtins.set", "builtins.reversed", "tqdm.tqdm"]
)
_TEXT_FRAMES = ("pandas.read_csv", "pandas.read_table", "pandas.read_excel")


def depth(value: Value | None, level: int = 0) -> int | None:  # noqa: PLR0911 - one return a form
    """How deep the texts in a value are nested; None where the script does not tell."""
    if value is None or level > 40:
        return None
    match value:
        case Value(kind="constant", constant=str()) | Value(kind="text"):
            return 0
        case Value(kind="call"):
            return _of_call(value, level)
        case Value(kind="method", owner=Value() as owner):
            return _of_method(value, owner, level)
        case Value(kind="comprehension" | "list" | "tuple" | "set", args=[first, *_]):
            return _more(depth(first, level + 1))
        case Value(kind="grown", name=how, args=added):
            found = depth(added[-1], level + 1)
            return found if how == "extend" else _more(found)
    return _of_access(value, level)


def _of_access(value: Value, level: int) -> int | None:  # noqa: PLR0911 - one return a form
    match value:
        case Value(kind="element", owner=Value() as owner):
            return _less(depth(owner, level + 1))
        case Value(kind="part", owner=Value(kind="call", name=name, args=args), constant=int(n)) if name == SPLIT:
            return depth(args[n // 2], level + 1) if n // 2 < len(args) else None
        case Value(kind="item", owner=Value() as owner, args=[key]):
            return _of_item(owner, key, level)
        case Value(kind="attribute", name="str" | "values" | "loc" | "iloc", owner=Value() as owner):
            return depth(owner, level + 1)
        case Value(kind="attribute"):
            return _of_column(column_at(value), level)
        case Value(kind="entered", owner=Value(kind="call", name="builtins.open")):
            return 1
        case Value(kind="either", args=several):
            found = {depth(one, level + 1) for one in several if not is_constant(one, None)}
            return found.pop() if len(found) == 1 else None
    return None


def _more(found: int | None) -> int | None:
    return None if found is None else found + 1


def _less(found: int | None) -> int | None:
    return None if found is None else max(found - 1, 0)


def _of_call(value: Value, level: int) -> int | None:
    if value.name in _WORD_CALLS:
        return 1
    if value.name in _TEXT_CALLS:
        return 0
    if value.name == "builtins.open":
        return 1
    return depth(value.args[0], level + 1) if value.name in _KEEPING_CALLS and value.args else None


def _of_method(value: Value, owner: Value, level: int) -> int | None:
    of_column = owner.kind == "attribute" and owner.name == "str"
    if value.name in _TO_WORDS and not (value.name == "split" and (class_of(owner) or "").startswith("sklearn.")):
        return 2 if of_column else 1
    if value.name in _TO_TEXT:
        return depth(owner, level + 1) if of_column else 0
    return depth(owner, level + 1) if value.name in _KEEPING else None


def _of_item(owner: Value, key: Value, level: int) -> int | None:
    if key.kind == "constant" and isinstance(key.constant, str):
        return _of_column(column_of(owner, key.constant), level)
    found = depth(owner, level + 1)
    if whole(key) is not None:
        return _less(found)
    return found if key.kind in ("slice", "part", "operation", "item") else None


def _of_column(column: Value | None, level: int) -> int | None:
    if column is None or column.kind != "call" or column.name not in TABLES:
        return depth(column, level + 1)
    return 1 if column.name in _TEXT_FRAMES and "converters" not in column.keywords else None  # no cell is a list
