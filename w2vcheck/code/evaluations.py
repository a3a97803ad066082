"""What a script fits and what it scores, in order, with the rows of both."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from w2vcheck.artefacts import provider
from w2vcheck.code.rows import Lineage, Sources
from w2vcheck.code.run import Event
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, ancestors, class_of

_FITS = ("fit", "fit_transform", "fit_resample", "partial_fit", "fit_predict")
_PREDICTS = ("predict", "predict_proba", "decision_function", "predict_log_proba")
_VECTORS = ("gensim.models.Word2Vec", "gensim.models.FastText", "gensim.models.Doc2Vec")
_LABELS = ("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer", "OneHotEncoder", "OrdinalEncoder")
_STATELESS = ("FunctionTransformer", "Normalizer", "Binarizer", "HashingVectorizer", "FeatureHasher", "PolynomialFeatures")
_TRANSFORMERS = (
    "sklearn.preprocessing.",
    "sklearn.decomposition.",
    "sklearn.feature_selection.",
    "sklearn.feature_extraction.",
    "sklearn.impute.",
    "sklearn.random_projection.",
    "sklearn.manifold.",
    "sklearn.compose.",
    "sklearn.pipeline.FeatureUnion",
    "imblearn.over_sampling.",
    "imblearn.under_sampling.",
    "imblearn.combine.",
)
_CROSS_VALIDATION = ("cross_val_score", "cross_validate", "cross_val_predict", "learning_curve", "validation_curve")
_SEARCHES = ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV")
_FITTING = frozenset({"train", "build_vocab", *_FITS, *_VECTORS})
_SCORING = frozenset({"fit", "score", "mean", "sum", *_PREDICTS})
"""Names for a quick look: most events neither fit nor score."""
_NO_SCORES = ("pairwise", "make_scorer", "silhouette_score", "get_scorer")


@dataclass(frozen=True, slots=True)
class Fit:
    """Something learns from rows. `kind` is "transformer", "vectors" (gensim), "network", or "estimator"."""

    kind: str
    what: Value
    name: str
    event: Event
    data: Value
    rows: Sources


@dataclass(frozen=True, slots=True)
class Score:
    """Something is scored on rows. `by` holds the models it is about; `folds` is True for a cross-validation of these rows."""

    event: Event
    data: tuple[Value, ...]
    rows: Sources
    by: tuple[Value, ...]
    folds: bool = False
    is_metric: bool = True


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Fits and scores in the order of the script, and how to look rows up."""

    fits: tuple[Fit, ...]
    scores: tuple[Score, ...]
    lineage: Lineage

    def fits_of(self, model: Value) -> Iterator[Fit]:
        """The fits of one model."""
        return (fit for fit in self.fits if fit.what is model)


def model_of(value: Value) -> Value:
    """The object itself, where a value is what its `fit`, `to` … gave back."""
    while value.kind == "method" and value.owner is not None and value.name in ("fit", "to", "eval", "train", "set_params"):
        value = value.owner
    return value


@provider("looking for fits and scores")
def evaluations(script: Script) -> Evaluations:
    """All fits and scores of a script."""
    lineage = Lineage()
    networks: Networks = {}
    for event in script.applications():
        network = network_of(event.value)
        if network is not None:  # of networks inside each other that end with the same layer the outermost comes first
            result = (event.value.attributes or {}).get("result", event.value)
            networks.setdefault(id(result), (network, event.value.args[0]))
    fitting = [event for event in script.events if event.value.name in _FITTING]
    fits = [fit for event in fitting if (fit := _fit(event, lineage)) is not None]
    for step in script.methods("backward", "manual_backward"):
        for network, data in _reached(ancestors(step.value), networks):
            fits.append(Fit("network", network, "network", step, data, lineage.rows(data)))
    scoring = [event for event in script.events if _may_score(event.value)]
    scores = [score for event in scoring if (score := _score(event, lineage, networks)) is not None]
    return Evaluations(tuple(sorted(fits, key=lambda fit: fit.event.order)), tuple(scores), lineage)


Networks = dict[int, tuple[Value, Value]]
"""The network and its input behind each output, by the identity of that."""


def _reached(values: Iterable[Value], networks: Networks) -> Iterator[tuple[Value, Value]]:
    """The networks behind these values, with their inputs."""
    for value in values:
        if id(value) in networks:
            yield networks[id(value)]


def transformer_name(value: Value) -> str | None:
    """The short class name of a transformer that learns from rows; None for what learns nothing, and for encoders of labels."""
    kind = class_of(value) or ""
    last = kind.rpartition(".")[2]
    if not kind.startswith(_TRANSFORMERS) or last in _LABELS or last in _STATELESS or not last[:1].isupper():
        return None
    if last == "CountVectorizer" and "vocabulary" in model_of(value).keywords:
        return None  # it has nothing left to learn
    return last


def _fit(event: Event, lineage: Lineage) -> Fit | None:
    value = event.value
    match value:
        case Value(kind="call", name=name) if name in _VECTORS:
            corpus = value.argument(0, "sentences", "documents")
            return _of_vectors(value, name, event, corpus, lineage)
        case Value(kind="method", name="train" | "build_vocab", owner=Value() as owner) if class_of(owner) in _VECTORS:
            corpus = value.argument(0, "corpus_iterable", "sentences", "documents")
            return _of_vectors(model_of(owner), class_of(owner) or "", event, corpus, lineage)
        case Value(kind="method", name=name, owner=Value() as owner) if name in _FITS:
            data = value.argument(0, "X", "raw_documents", "x")
            if data is None:
                return None
            short = transformer_name(owner)
            kind = "transformer" if short else "estimator"
            known = (class_of(owner) or "").rpartition(".")[2]
            if not short and known in _LABELS:
                return None
            return Fit(kind, model_of(owner), short or known or "model", event, data, lineage.rows(data))
    return None


def _of_vectors(what: Value, name: str, event: Event, corpus: Value | None, lineage: Lineage) -> Fit | None:
    if corpus is None:
        return None
    return Fit("vectors", what, name.rpartition(".")[2], event, corpus, lineage.rows(corpus))


def network_of(value: Value) -> Value | None:
    """The network of the script that is applied here."""
    if value.kind != "apply" or value.owner is None or not value.args:
        return None
    owner = model_of(value.owner)
    kind = class_of(owner) or ""
    is_network = owner.kind == "instance" and kind in ("torch.nn.Module", "lightning.LightningModule")
    return owner if is_network or kind in ("torch.nn.Sequential", "torch.nn.Linear") else None


def _may_score(value: Value) -> bool:
    return value.kind == "apply" or value.name in _SCORING or value.name.startswith("sklearn.")


def _score(event: Event, lineage: Lineage, networks: Networks) -> Score | None:  # noqa: PLR0911 - one return a form
    value = event.value
    match value:
        case Value(kind="call", name=name) if name.startswith("sklearn.metrics.") and not any(no in name for no in _NO_SCORES):
            data = tuple(value.args[:2]) or tuple(value.keywords.values())[:2]
            return Score(event, data, lineage.of_all(data), tuple(_models(data, networks))) if data else None
        case Value(kind="call", name=name) if name.rpartition(".")[2] in _CROSS_VALIDATION and name.startswith("sklearn."):
            data = tuple(one for one in (value.argument(1, "X"), value.argument(2, "y")) if one is not None)
            model = value.argument(0, "estimator")
            return Score(event, data[:1], lineage.of_all(data[:1]), (model,) if model else (), folds=True) if data else None
        case Value(kind="method", name="fit", owner=Value() as owner) if (class_of(owner) or "").rpartition(".")[2] in _SEARCHES:
            rows = value.argument(0, "X")
            return Score(event, (rows,), lineage.rows(rows), (model_of(owner),), folds=True) if rows is not None else None
        case Value(kind="method", name="score", owner=Value() as owner) if value.args and class_of(owner) is not None:
            return Score(event, tuple(value.args[:1]), lineage.rows(value.args[0]), (model_of(owner),))
        case Value(kind="method", name=name, owner=Value() as owner) if name in _PREDICTS and value.args and class_of(owner):
            return Score(event, tuple(value.args[:1]), lineage.rows(value.args[0]), (model_of(owner),), is_metric=False)
        case Value(kind="method", name="mean" | "sum", owner=Value() as owner):
            compared = _comparison(owner)
            if compared is not None and (models := tuple(_models(compared, networks))):
                return Score(event, compared, lineage.of_all(compared), models)
        case Value(kind="apply") if (network := network_of(value)) is not None:
            return Score(event, (value.args[0],), lineage.rows(value.args[0]), (network,), is_metric=False)
    return None


def _comparison(value: Value) -> tuple[Value, ...] | None:
    """The sides of `(prediction == truth)`, through casts."""
    while value.kind == "method" and value.name in ("float", "double", "int", "long", "to", "cpu") and value.owner is not None:
        value = value.owner
    return value.args if value.kind == "operation" and value.name == "Eq" else None


def _models(data: tuple[Value, ...], networks: Networks) -> Iterator[Value]:
    """The models whose predictions these are made of, each once."""
    seen: set[int] = set()
    for value in data:
        for one in ancestors(value):
            model = networks[id(one)][0] if id(one) in networks else None
            if one.kind == "method" and one.name in _PREDICTS and one.owner is not None:
                model = model_of(one.owner)
            if model is not None and id(model) not in seen:
                seen.add(id(model))
                yield model
