"""The experiment of a script as settings: what `w2vcheck.toml` would say, and on which line the script says it."""

import ast
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from w2vcheck.artefacts import provider
from w2vcheck.code.columns import TABLES, Chosen, chosen
from w2vcheck.code.evaluations import Evaluations, Fit
from w2vcheck.code.losses import Losses
from w2vcheck.code.script import Script
from w2vcheck.code.texts import depth
from w2vcheck.code.values import SPLIT, Value, ancestors, class_of, element_of, is_constant, number
from w2vcheck.code.written_network import Unresolved, Written, by_key, classifier
from w2vcheck.results import Location

_WORD2VEC = "gensim.models.Word2Vec"
_POSITIONS = (
    "",
    "",
    "vector_size",
    "alpha",
    "window",
    "min_count",
    "max_vocab_size",
    "sample",
    "seed",
    "workers",
    "min_alpha",
    "sg",
    "hs",
)
"""Parameters of gensim 4's Word2Vec by position."""
_OLD = {"size": "vector_size", "iter": "epochs"}
_KNOWN = frozenset([*_POSITIONS[2:], "epochs", "shrink_windows", "sorted_vocab", "batch_words", "max_final_vocab"])
_STORED = ("load", "load_word2vec_format")


Found = dict[str, tuple[object, ast.AST | None]]
"""Settings by dotted key, each with the place where it is written."""


@dataclass(frozen=True, slots=True)
class WrittenExperiment:
    """Settings by dotted key, the place of each, and what could not be read, by table with the reason.

    Paths are as the script has them: from the folder in which it is run, which is taken to be its own.
    """

    values: dict[str, object]
    places: dict[str, Location]
    unresolved: dict[str, str]


@provider("reading the experiment out of the script")
def written_experiment(script: Script, losses: Losses, evaluations: Evaluations) -> WrittenExperiment:
    """Everything that the script says about its data, split, word vectors and classifier."""
    found: Found = {}
    unresolved: dict[str, str] = {}
    split = next(script.calls(SPLIT), None)
    if split is not None:
        found |= by_key("split", _split(split.value))
    try:
        found |= by_key("classifier", classifier(script, losses, evaluations))
    except Unresolved as reason:
        unresolved["classifier"] = str(reason)
    vectors = [fit for fit in evaluations.fits if fit.kind == "vectors"]
    if vectors:
        try:
            found |= by_key("word2vec", _word2vec(script, vectors))
        except Unresolved as reason:
            unresolved["word2vec"] = str(reason)
    else:
        found |= by_key("word2vec", _stored_vectors(script))
    data, source = _data(script, evaluations, split.value if split is not None else None)
    found |= by_key("data", data)
    found |= source
    if vectors and "data.text" in found:
        found |= by_key("tokens", _tokens(vectors[0]))
    places = {key: script.place(node) for key, (_, node) in found.items() if node is not None}
    return WrittenExperiment({key: value for key, (value, _) in found.items()}, places, unresolved)


def _split(call: Value) -> Written:
    written = Written()
    given = call.keywords
    rest = number(given.get("train_size"))
    if "test_size" in given:
        written.put("test_size", number(given["test_size"]), given["test_size"].node)
    elif isinstance(rest, float) and 0 < rest < 1:
        written.put("test_size", round(1 - rest, 9), given["train_size"].node)
    if "shuffle" in given or not written.values:  # a table that is there tells that there is a split at all
        written.put("shuffle", not is_constant(given.get("shuffle"), wanted=False), given.get("shuffle", call).node)
    if "stratify" in given:
        written.put("stratify", not is_constant(given["stratify"], None), given["stratify"].node)
    if "random_state" in given:
        written.put("seed", number(given["random_state"]), given["random_state"].node)
    return written


def _word2vec(script: Script, fits: list[Fit]) -> Written:
    made = fits[0].what
    if made.name != _WORD2VEC or made.kind != "call":
        raise Unresolved(f"{fits[0].name} in {script.line_of(made.node)} is not trained here; Word2Vec is")
    written = Written()
    given = dict(zip(_POSITIONS, made.args, strict=False)) | {_OLD.get(key, key): value for key, value in made.keywords.items()}
    for key, value in given.items():
        if key not in _KNOWN:
            continue
        if number(value) is None and not isinstance(value.constant, bool):
            raise Unresolved(f"{key} of the Word2Vec in {script.line_of(made.node)} is not written as a number")
        written.put(key, value.constant, value.node or made.node)
    for fit in fits:
        if fit.event.value.kind == "method" and fit.event.value.name == "train":
            epochs = fit.event.value.argument(-1, "epochs")
            written.put("epochs", number(epochs), fit.event.value.node)
    corpus = given.get("corpus_file")
    file = corpus.constant if corpus is not None else _file(fits[0].data)
    if isinstance(file, str):
        written.put("corpus", file, fits[0].data.node or made.node)
    return written


def _file(corpus: Value) -> object:
    """The text file whose lines, in words, are the corpus."""
    if depth(corpus) != 2 and not (corpus.kind == "call" and corpus.name.endswith("LineSentence")):
        return None
    opened = [
        one
        for one in ancestors(corpus)
        if one.kind == "call" and (one.name == "builtins.open" or one.name.endswith("LineSentence"))
    ]
    return opened[0].args[0].constant if len(opened) == 1 and opened[0].args else None


def _stored_vectors(script: Script) -> Written:
    written = Written()
    for event in script.calls():
        name = event.value.name
        if name.startswith("gensim.models.") and name.rpartition(".")[2] in _STORED and event.value.args:
            path = event.value.args[0].constant
            written.put("vectors", path if isinstance(path, str) else None, event.value.node)
            break
    return written


def _data(script: Script, evaluations: Evaluations, split: Value | None) -> tuple[Written, Found]:
    """Which columns play which part, and the file of the table where there is one."""
    written = Written()
    features, label = _pair(evaluations, split)
    column = label.single if label is not None else None
    reads_texts = any("Vectorizer" in event.value.name for event in script.calls()) or any(
        fit.kind == "vectors" for fit in evaluations.fits
    )
    named = None if features is None or features.all_but else features.names or _positions(features)
    if named and features is not None and (not reads_texts or features.low is not None):
        written.put("features", named, features.value.node)
        written.put("target", column, label.value.node if label is not None else None)
    else:
        written.put("label", column if isinstance(column, str) else None, label.value.node if label is not None else None)
        text = _text_column(evaluations, column)
        if text is not None:
            written.put("text", *text)
    tables = {id(event.value): event.value for event in script.calls(*TABLES)}
    paths = [(table.args[0].constant, table.node) for table in tables.values() if table.args]
    source: Found = {}
    if len(paths) == 1 and isinstance(paths[0][0], str) and "://" not in paths[0][0]:
        source["source"] = paths[0]
    return written, source


def _positions(features: Chosen) -> str | None:
    """A range of columns as the settings write it; None where its end is not written."""
    return f"{features.low}:{features.high}" if features.low is not None and (features.high or 0) > 0 else None


def _pair(evaluations: Evaluations, split: Value | None) -> tuple[Chosen | None, Chosen | None]:
    """Features and label as they are split, or the label as it is fitted."""
    if split is not None and len(split.args) >= 2:
        return chosen(split.args[0]), chosen(split.args[1])
    fits = (fit.event.value.argument(1, "y") for fit in evaluations.fits if fit.kind == "estimator")
    label = next((value for value in fits if value is not None), None)
    match label:
        case Value(kind="item", owner=Value(kind="part"), args=[Value(kind="constant", constant=str(name))]):
            return None, Chosen(label, label, names=(name,))
    return None, chosen(label)


def _text_column(evaluations: Evaluations, label: object) -> tuple[str, ast.AST | None] | None:
    """The one column that vectors or a vectoriser are fitted on."""
    columns: dict[str, ast.AST | None] = {}
    for fit in evaluations.fits:
        if fit.kind != "vectors" and "Vectorizer" not in fit.name:
            continue
        for one in ancestors(fit.data):
            match one:
                case Value(kind="item", args=[Value(kind="constant", constant=str(name))]) if name != label:
                    columns.setdefault(name, one.node)
    return next(iter(columns.items())) if len(columns) == 1 else None


def _tokens(fit: Fit) -> Written:
    """How the words of the corpus were made."""
    written = Written()
    one = element_of(fit.data) or fit.data
    names = {value.name for value in ancestors(one) if value.kind in ("method", "call")}
    splits = [value for value in ancestors(one) if value.kind == "method" and value.name == "split" and not value.args]
    if splits and not any(class_of(value.owner) for value in splits if value.owner is not None):
        written.put("tokenizer", "whitespace", splits[0].node)
        written.put("lowercase", bool(names & {"lower", "casefold"}), splits[0].node)
    return written


def seen_from(folder: str | None, file: str, path: str) -> str:
    """A path that the script `file` gives, as seen from `folder`, or from here where that is None."""
    whole = Path(file).parent / path
    return str(whole) if whole.is_absolute() else relpath(whole, folder or ".")
