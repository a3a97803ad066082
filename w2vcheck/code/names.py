"""Dotted names of libraries, in the one form that the rules know."""

import ast
from collections.abc import Mapping
from functools import lru_cache

_RENAMED: Mapping[str, str] = {
    "gensim.models.word2vec": "gensim.models",
    "gensim.models.fasttext": "gensim.models",
    "gensim.models.doc2vec": "gensim.models",
    "gensim.models.keyedvectors": "gensim.models",
    "gensim.models.phrases": "gensim.models",
    "gensim.models.Word2VecKeyedVectors": "gensim.models.KeyedVectors",
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.grid_search": "sklearn.model_selection",
    "pytorch_lightning": "lightning",
    "lightning.pytorch": "lightning",
    "lightning.core": "lightning",
    "torch.utils.data.dataloader": "torch.utils.data",
    "torch.utils.data.dataset": "torch.utils.data",
}
"""Places under which the same thing can also be imported, longest first where one begins with another."""
_KEPT = ("torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.nn.parallel", "torch.optim.lr_scheduler")
_STAR: Mapping[str, tuple[str, ...]] = {
    "torch.nn": (
        "Module",
        "Sequential",
        "Linear",
        "ReLU",
        "Sigmoid",
        "Softmax",
        "Dropout",
        "CrossEntropyLoss",
        "MSELoss",
        "BCELoss",
    ),
    "gensim.models": ("Word2Vec", "FastText", "Doc2Vec", "KeyedVectors"),
    "sklearn.metrics": ("accuracy_score", "f1_score", "classification_report", "confusion_matrix"),
    "sklearn.model_selection": ("train_test_split", "KFold", "StratifiedKFold", "cross_val_score", "GridSearchCV"),
    "sklearn.feature_extraction.text": ("TfidfVectorizer", "CountVectorizer", "TfidfTransformer"),
}
"""The names a star import is known to bring."""


@lru_cache(maxsize=10_000)
def canonical(dotted: str) -> str:
    """The name under which the rules know a thing: `gensim.models.word2vec.Word2Vec` is `gensim.models.Word2Vec`."""
    if dotted.startswith(("torch.nn.modules.", "torch.optim.")) and not dotted.startswith(_KEPT):
        family = "torch.nn" if dotted.startswith("torch.nn") else "torch.optim"
        last = dotted.rpartition(".")[2]
        return f"{family}.{last}" if last[:1].isupper() else dotted
    for old, new in _RENAMED.items():
        if dotted.startswith(old) and (len(dotted) == len(old) or dotted[len(old)] == "."):
            return new + dotted[len(old) :]
    if "._" in dotted:
        return ".".join(part for part in dotted.split(".") if not part.startswith("_") or part.startswith("__"))
    return dotted


def imported(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """The names an import binds, each with the dotted name it stands for; a star import only those that are known."""
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: canonical(alias.name if alias.asname else alias.name.partition(".")[0])
            for alias in node.names
        }
    module = "." * node.level + (node.module or "")
    names: dict[str, str] = {}
    for alias in node.names:
        if alias.name == "*":
            names |= {name: f"{module}.{name}" for name in _STAR.get(canonical(module), ())}
        else:
            names[alias.asname or alias.name] = canonical(f"{module}.{alias.name}")
    return names
