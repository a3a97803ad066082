"""The honest experiment as a training script of the user's own: plain Python, commented, without w2vcheck."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from itertools import pairwise
from pathlib import PurePath

import numpy as np

from w2vcheck.artefacts import Store, Unavailable
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset
from w2vcheck.data.delimited import find_separator
from w2vcheck.data.features import Features
from w2vcheck.data.files import load
from w2vcheck.data.table import Table
from w2vcheck.data.target import Classes
from w2vcheck.data.tokens import PATTERNS, Tokens
from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.vectors import Vectors
from w2vcheck.experiment.approach import Approach
from w2vcheck.experiment.folds import Folds
from w2vcheck.experiment.own import Own
from w2vcheck.experiment.pipeline_parts import (
    CROSS_VALIDATION,
    EVALUATION,
    FEATURES,
    GIVEN_SPLIT,
    HEADER,
    NETWORK,
    READ_CSV,
    READ_JSON_LINES,
    READ_PARQUET,
    SCIKIT_LEARN,
    TEXTS,
    TFIDF,
    WORD_VECTORS,
)
from w2vcheck.experiment.waterfall import Waterfall
from w2vcheck.model.config import ModelConfig
from w2vcheck.settings import Settings
from w2vcheck.wording import figure

BY_HAND = {
    "W2V308": "split by group, with scikit-learn's GroupShuffleSplit",
    "W2V309": "split by date: train on the older rows and test on the newest",
}
"""Splits that the script would have to be told more about."""


def script(store: Store, walked: Waterfall) -> str:
    """A Python script that trains and scores the honest experiment on the same file.

    Unavailable where it cannot be written: for data frames, vectors from files, and splits by group or by date.
    """
    data, columns, settings = store.get(Dataset), store.get(Columns), store.get(Settings)
    honest = walked.store
    if honest.find(Own) is not None:
        raise Unavailable("the script trains what is configured, and here a model of yours was given")
    for step in walked.steps:
        if step.code in BY_HAND:
            raise Unavailable(f"{BY_HAND[step.code]}; the script splits at random only")
    if data.test is not None or data.data.form == "frame":
        raise Unavailable("the script reads one data file")
    texts = columns.text is not None
    parts = [_reading(data.data, settings), _labels(store, honest, columns)]
    parts.append(_texts(store, honest, columns, settings) if texts else _features(honest))
    parts.append(_split(honest, columns))
    parts.append(_model(honest, settings, texts=texts))
    parts.append(EVALUATION.format(reported=figure(walked.honest)))
    imports, body = _hoisted("\n".join(parts))
    return _header(walked, data.data, imports) + "\n" + body


def _hoisted(body: str) -> tuple[str, str]:
    """The imports of the parts, sorted and once each, the standard library first; and the rest."""
    lines = body.split("\n")
    found = {"import numpy as np"} | {line for line in lines if line.startswith(("import ", "from "))}
    own = {line for line in found if line.split()[1] in sys.stdlib_module_names}
    groups = [sorted(group, key=lambda line: (line.startswith("from"), line)) for group in (own, found - own)]
    rest = "\n".join(line for line in lines if line not in found)
    return "\n\n".join("\n".join(group) for group in groups if group), re.sub(r"\n{4,}", "\n\n\n", rest).lstrip("\n")


def _header(walked: Waterfall, table: Table, imports: str) -> str:
    done = [step.sentence for step in walked.steps if step.code]
    lines = "\n".join(f"* {step}" for step in done) or "* Nothing had to be mended."
    return HEADER.format(
        source=_plain(PurePath(table.source).name),
        title=_plain(walked.title),
        figure=figure(walked.honest),
        steps=_plain(lines),
        imports=imports,
    )


def _plain(text: str) -> str:
    """Text from the data inside the docstring of the script: it can not end it."""
    return text.replace("\\", "/").replace('"', "'")


def _reading(table: Table, settings: Settings) -> str:
    path = json.dumps(table.source, ensure_ascii=False)
    if table.form == "parquet":
        return READ_PARQUET.format(path=path)
    content = load(table.source, settings.data.encoding)
    opened = "gzip.open" if table.source.endswith(".gz") else "open"
    imports = "import gzip\n" if opened == "gzip.open" else ""
    encoding = json.dumps(settings.data.encoding or "utf-8-sig")
    if table.form == "jsonl":
        return READ_JSON_LINES.format(path=path, opened=opened, imports=imports, encoding=encoding)
    separator = "\t" if content.suffix in {".tsv", ".tab"} else find_separator(content.data)
    names = "" if table.has_header else f", fieldnames={json.dumps(list(table.frame.columns))}"
    return READ_CSV.format(
        path=path, opened=opened, imports=imports, encoding=encoding, separator=json.dumps(separator), names=names
    )


def _labels(store: Store, honest: Store, columns: Columns) -> str:
    written, mended = store.get(Classes), honest.get(Classes)
    same = {
        written.names[code]: mended.names[mended.codes[row]]
        for code, row in zip(*np.unique(written.codes, return_index=True), strict=True)
        if code >= 0 and written.names[code] != mended.names[mended.codes[row]]
    }
    label = json.dumps(columns.label, ensure_ascii=False)
    lines = [
        f"LABEL = {label}",
        'rows = [row for row in rows if str(row[LABEL] or "").strip()]  # rows without a label teach nothing',
    ]
    if same:
        lines += [
            "# Spellings of one label are one class.",
            f"SAME = {json.dumps(same, ensure_ascii=False, indent=4)}",
            "labels = np.array([SAME.get(str(row[LABEL]), str(row[LABEL])) for row in rows])",
        ]
    else:
        lines.append("labels = np.array([str(row[LABEL]) for row in rows])")
    return "\n".join([*lines, ""])


def _texts(store: Store, honest: Store, columns: Columns, settings: Settings) -> str:
    before, after = store.get(Tokens), honest.get(Tokens)
    masked = [] if after.muted is None else [str(word) for word in after.types[after.muted]]
    tokenizer = settings.tokens.tokenizer or ("characters" if before.says.startswith("characters") else "words")
    if columns.tokens is not None:
        tokenizer = "whitespace"
    lower = columns.tokens is None and settings.tokens.lowercase is not False
    return TEXTS.format(
        text=json.dumps(columns.text, ensure_ascii=False),
        tokens=json.dumps(columns.tokens or columns.text, ensure_ascii=False),
        pattern=PATTERNS[tokenizer],
        lower=".lower()" if lower else "",
        masked=f"{{{', '.join(json.dumps(word, ensure_ascii=False) for word in masked)}}}" if masked else "set()",
    )


def _features(honest: Store) -> str:
    names = list(honest.get(Features).names)
    return FEATURES.format(names=json.dumps(names, ensure_ascii=False))


def _split(honest: Store, columns: Columns) -> str:
    folds = honest.get(Folds)
    if folds.given and columns.split is not None:
        return GIVEN_SPLIT.format(split=json.dumps(columns.split, ensure_ascii=False))
    return CROSS_VALIDATION


def _model(honest: Store, settings: Settings, *, texts: bool) -> str:
    config, vectors = honest.find(ModelConfig), honest.find(Vectors) if texts else None
    if texts and vectors is None:
        return TFIDF
    if vectors is not None and (vectors.config is None or vectors.form != "trained" or settings.word2vec.corpus is not None):
        raise Unavailable("the word vectors come from a file; the script trains its own")
    makes = ""
    if vectors is not None and vectors.config is not None:
        chosen = _changed(vectors.config)
        makes = WORD_VECTORS.format(settings=chosen, pooling="sum" if settings.tokens.pooling == "sum" else "mean")
        if settings.tokens.pooling == "idf":
            raise Unavailable("idf-weighted averages are not written out")
    inputs = "vectors_of(train)" if texts else "matrix"
    if config is not None and config.is_network:
        return makes + _network(config, honest, inputs)
    title = honest.get(Approach).title
    kind = config.kind if config is not None else "reference"
    balanced = ', class_weight="balanced"' if config is not None and config.class_weight else ""
    made = {
        "reference": "make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))",
        "logistic-regression": f"LogisticRegression(max_iter=1000{balanced})",
        "linear-svm": f"LinearSVC(random_state=0{balanced})",
        "naive-bayes": "GaussianNB()",
    }[kind]
    imports = {
        "reference": (
            "from sklearn.linear_model import LogisticRegression\n"
            "from sklearn.pipeline import make_pipeline\n"
            "from sklearn.preprocessing import StandardScaler"
        ),
        "logistic-regression": "from sklearn.linear_model import LogisticRegression",
        "linear-svm": "from sklearn.svm import LinearSVC",
        "naive-bayes": "from sklearn.naive_bayes import GaussianNB",
    }[kind]
    return makes + SCIKIT_LEARN.format(made=made, imports=imports, title=_plain(title), inputs=inputs)


def _changed(config: Word2VecConfig) -> str:
    """The arguments that differ from gensim's defaults, as Python writes them."""
    usual = asdict(Word2VecConfig())
    written = {name: value for name, value in asdict(config).items() if value != usual[name] or name == "seed"}
    return ", ".join(f"{name}={value!r}" for name, value in written.items())


def _network(config: ModelConfig, honest: Store, inputs: str) -> str:
    k = honest.get(Classes).k
    if config.loss not in ("cross_entropy", "bce_with_logits") or config.output_activation != "none":
        raise Unavailable(f"a {config.output_activation} output under the {config.loss} loss is not written out")
    if config.class_weight is not None or (config.loss == "bce_with_logits" and config.outputs > 1):
        raise Unavailable("class weights and several binary outputs are not written out")
    activation = {"relu": "nn.ReLU()", "tanh": "nn.Tanh()", "sigmoid": "nn.Sigmoid()", "none": ""}[config.activation]
    layers: list[str] = []
    for position, (wide, narrow) in enumerate(pairwise(config.layers)):
        if position and activation:
            layers.append(activation)
        if position and config.dropout:
            layers.append(f"nn.Dropout({config.dropout!r})")
        layers.append(f"nn.Linear({wide}, {narrow})")
    optimizer = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}[config.optimizer]
    rates = f"lr={config.learning_rate!r}, weight_decay={config.weight_decay!r}"
    single = config.loss == "bce_with_logits"
    if single and k != 2:
        raise Unavailable("one output for several classes is not written out")
    return NETWORK.format(
        inputs=inputs,
        layers=",\n        ".join(layers),
        loss="nn.BCEWithLogitsLoss()" if single else "nn.CrossEntropyLoss()",
        targets="torch.tensor(answers[train], dtype=torch.float32)[:, None]" if single else "torch.tensor(answers[train])",
        decided="(scores[:, 0] > 0).long()" if single else "scores.argmax(dim=1)",
        optimizer=f"torch.optim.{optimizer}(network.parameters(), {rates})",
        epochs=config.epochs,
        batch=config.batch_size or "len(train)",
    )
