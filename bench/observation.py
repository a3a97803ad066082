"""What a running program is seen to do: wraps around torch, gensim and scikit-learn that count and compare."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Observed:
    """Facts; a share or count is over the calls that happened while gradients were recorded, unless it says otherwise."""

    losses: Counter[str] = field(default_factory=Counter)
    """Calls of a loss, by "loss/what reached it"."""
    corpus_counts: list[int] = field(default_factory=list)
    trained_words: list[int] = field(default_factory=list)
    train_calls: int = 0
    lowest_alpha: float = 1.0
    one_letter_share: float = 0.0
    workers_with_seed: int = 0
    fitted_rows: dict[str, list[int]] = field(default_factory=dict)
    split_tests: list[int] = field(default_factory=list)
    label_among_features: bool = False
    test_labels: list[int] = field(default_factory=list)
    train_labels: list[int] = field(default_factory=list)
    scored_labels: list[int] = field(default_factory=list)
    scored_datasets: int = 0
    linear_on_linear: int = 0
    stale_gradients: int = 0
    empty_steps: int = 0
    passes: int = 0
    backwards: int = 0
    trained_in_eval: int = 0
    random_while_scoring: int = 0
    argmax_over_one: int = 0
    half_on_scores: int = 0
    first_weights: float = 0.0
    """The sum of the parameters' sizes at the first step."""
    nan_losses: int = 0
    unsafe_loads: int = 0

    def facts(self) -> dict[str, object]:
        """As plain values."""
        return dict(vars(self))


def observe() -> Observed:
    """Wrap the libraries for the rest of this process."""
    seen = Observed()
    _losses(seen)
    _training(seen)
    _scoring(seen)
    _vectors(seen)
    _tables(seen)
    return seen


def _wrap(owner: Any, name: str, make: Callable[[Any], Any]) -> None:
    setattr(owner, name, functools.wraps(getattr(owner, name))(make(getattr(owner, name))))


def _reaching(tensor: Any) -> str:
    """What feeds a loss, by its values and by the node that made it."""
    import torch

    node = tensor.grad_fn
    passed = ("View", "Reshape", "Squeeze", "Unsqueeze", "Clone", "Select", "Index", "Slice", "ToCopy")
    while node is not None and any(word in node.name() for word in passed):
        node = node.next_functions[0][0]
    name = "" if node is None else node.name()
    value = tensor.detach()
    if name.startswith("LogSoftmax"):
        return "log_softmax"
    if tensor.ndim == 2 and tensor.shape[1] == 1 and name.startswith("Softmax"):
        return "softmax of one"
    if tensor.ndim > 1 and bool((value >= 0).all()) and torch.allclose(value.sum(-1), torch.ones(len(value)), atol=1e-4):
        return "softmax"
    if name.startswith("Sigmoid"):
        return "sigmoid"
    return "relu" if name.startswith("Relu") else "scores"


def _losses(seen: Observed) -> None:
    import torch
    from torch.nn import functional

    def watch(name: str) -> Callable[[Any], Any]:
        def make(original: Any) -> Any:
            def loss(*args: Any, **keywords: Any) -> Any:
                given = args[0] if args else keywords["input"]
                target = args[1] if len(args) > 1 else keywords["target"]
                if torch.is_grad_enabled():
                    kind = _reaching(given)
                    shape = (
                        " broadcast"
                        if name != "nll_loss" and given.ndim != target.ndim and target.dtype.is_floating_point
                        else ""
                    )
                    labels = target.unique().tolist() if target.numel() < 10**6 else []
                    binary = " labels" if set(labels) <= {0.0, 1.0} else " negative" if labels and min(labels) < 0 else ""
                    itself = " itself" if target.ndim == 2 and target.shape[1] > 1 else ""
                    seen.losses[f"{name}/{kind}{shape}{binary}{itself}"] += 1
                return original(*args, **keywords)

            return loss

        return make

    for name in ("cross_entropy", "nll_loss", "mse_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits"):
        _wrap(functional, name, watch(name))


def _training(seen: Observed) -> None:
    import torch
    from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

    stepped: list[Any] = []

    def before_step(optimizer: Any, args: Any, keywords: Any) -> None:
        parameters = [one for group in optimizer.param_groups for one in group["params"]]
        seen.first_weights = seen.first_weights or float(sum(one.detach().abs().sum() for one in parameters))
        closure = len(args) > 1 or bool(keywords)
        if not closure and not any(one.grad is not None and bool(one.grad.any()) for one in parameters):
            seen.empty_steps += 1

    def after_step(optimizer: Any, args: Any, keywords: Any) -> None:  # noqa: ARG001 - the form of a hook
        stepped[:] = [one for group in optimizer.param_groups for one in group["params"]]

    register_optimizer_step_pre_hook(before_step)
    register_optimizer_step_post_hook(after_step)

    def make_backward(original: Any) -> Any:
        def backward(self: Any, *args: Any, **keywords: Any) -> Any:
            seen.backwards += 1
            seen.nan_losses += bool(self.isnan().any())
            seen.trained_in_eval += last_call["eval"]
            left = [(one, one.grad.clone()) for one in stepped if one.grad is not None and bool(one.grad.any())]
            stepped.clear()
            result = original(self, *args, **keywords)
            seen.stale_gradients += any(not torch.equal(one.grad, before) for one, before in left)
            return result

        return backward

    _wrap(torch.Tensor, "backward", make_backward)
    depth = [0]
    last_call = {"eval": False}
    random_layers = (torch.nn.Dropout, torch.nn.BatchNorm1d)

    def make_call(original: Any) -> Any:
        def call(self: Any, *args: Any, **keywords: Any) -> Any:
            if depth[0] == 0 and torch.is_grad_enabled() and any(one.requires_grad for one in self.parameters()):
                seen.passes += 1
                last_call["eval"] = not self.training and any(isinstance(one, random_layers) for one in self.modules())
            depth[0] += 1
            try:
                return original(self, *args, **keywords)
            finally:
                depth[0] -= 1

        return call

    _wrap(torch.nn.Module, "__call__", make_call)


def _scoring(seen: Observed) -> None:  # noqa: C901 - one small wrapper after the other
    import torch
    from torch.nn import functional
    from torch.utils.data import DataLoader

    def make_random(original: Any) -> Any:
        def layer(*args: Any, **keywords: Any) -> Any:
            training = keywords.get(
                "training", args[2] if original.__name__ == "dropout" and len(args) > 2 else len(args) > 5 and args[5]
            )
            seen.random_while_scoring += bool(training) and not torch.is_grad_enabled()
            result = original(*args, **keywords)
            if original.__name__ == "dropout":
                result.made_by_linear = getattr(args[0], "made_by_linear", False)
            return result

        return layer

    def make_linear(original: Any) -> Any:
        def linear(given: Any, *args: Any, **keywords: Any) -> Any:
            seen.linear_on_linear += getattr(given, "made_by_linear", False)
            result = original(given, *args, **keywords)
            result.made_by_linear = True
            return result

        return linear

    _wrap(functional, "dropout", make_random)
    _wrap(functional, "batch_norm", make_random)
    functional.linear = make_linear(functional.linear)

    def make_argmax(original: Any) -> Any:
        def argmax(self: Any, *args: Any, **keywords: Any) -> Any:
            dim = keywords.get("dim", args[0] if args else None)
            seen.argmax_over_one += dim is not None and self.shape[dim] == 1
            return original(self, *args, **keywords)

        return argmax

    def make_compare(original: Any) -> Any:
        def compare(self: Any, other: Any) -> Any:
            if isinstance(other, float) and other == 0.5 and self.dtype.is_floating_point:
                seen.half_on_scores += bool(((self < 0.0) | (self.neg() < -1.0)).any())
            return original(self, other)

        return compare

    for owner in (torch.Tensor, torch):
        _wrap(owner, "argmax", make_argmax)
    for name in ("__gt__", "__ge__"):
        _wrap(torch.Tensor, name, make_compare)

    def make_load(original: Any) -> Any:
        def load(*args: Any, **keywords: Any) -> Any:
            seen.unsafe_loads += keywords.get("weights_only", True) is False
            return original(*args, **keywords)

        return load

    _wrap(torch, "load", make_load)
    datasets: set[int] = set()

    def make_iter(original: Any) -> Any:
        def iterate(self: Any) -> Any:
            if not torch.is_grad_enabled():
                datasets.add(id(self.dataset))
                seen.scored_datasets = len(datasets)
            return original(self)

        return iterate

    _wrap(DataLoader, "__iter__", make_iter)


def _vectors(seen: Observed) -> None:
    from gensim.models import Doc2Vec, Word2Vec

    def make_vocabulary(original: Any) -> Any:
        def build_vocab(self: Any, *args: Any, **keywords: Any) -> Any:
            result = original(self, *args, **keywords)
            seen.corpus_counts.append(int(self.corpus_count))
            words = self.wv.index_to_key
            seen.one_letter_share = max(seen.one_letter_share, sum(len(word) == 1 for word in words) / max(1, len(words)))
            seen.workers_with_seed = max(seen.workers_with_seed, self.workers)
            return result

        return build_vocab

    def make_train(original: Any) -> Any:
        def train(self: Any, *args: Any, **keywords: Any) -> Any:
            seen.train_calls += 1
            seen.lowest_alpha = min(seen.lowest_alpha, self.alpha, self.min_alpha)
            result = original(self, *args, **keywords)
            seen.trained_words.append(-1 if result is None else int(result[1]))
            return result

        return train

    _wrap(Word2Vec, "build_vocab", make_vocabulary)
    _wrap(Doc2Vec, "build_vocab", make_vocabulary)
    _wrap(Word2Vec, "train", make_train)


def _digest(labels: Any) -> int:
    return hash(tuple(str(one) for one in np.asarray(labels).ravel().tolist()))


def _tables(seen: Observed) -> None:  # noqa: C901 - the same
    from sklearn import decomposition, feature_extraction, metrics, model_selection, preprocessing
    from sklearn.base import ClassifierMixin

    def make_fit(name: str) -> Callable[[Any], Any]:
        def make(original: Any) -> Any:
            def fit(self: Any, X: Any, *args: Any, **keywords: Any) -> Any:
                seen.fitted_rows.setdefault(name, []).append(X.shape[0] if hasattr(X, "shape") else len(X))
                return original(self, X, *args, **keywords)

            return fit

        return make

    for owner in (
        preprocessing.StandardScaler,
        preprocessing.MinMaxScaler,
        decomposition.PCA,
        decomposition.TruncatedSVD,
        feature_extraction.text.TfidfVectorizer,
        feature_extraction.text.CountVectorizer,
    ):
        for name in ("fit", "fit_transform"):
            _wrap(owner, name, make_fit(owner.__name__))

    def make_split(original: Any) -> Any:
        def split(*arrays: Any, **keywords: Any) -> Any:
            parts = original(*arrays, **keywords)
            seen.split_tests.append(parts[1].shape[0] if hasattr(parts[1], "shape") else len(parts[1]))
            if len(arrays) == 2:
                seen.train_labels.append(_digest(parts[2]))
                seen.test_labels.append(_digest(parts[3]))
                columns = np.asarray(arrays[0]) if len(getattr(arrays[0], "shape", ())) == 2 else np.empty(0)
                for column in columns.T if columns.ndim == 2 else ():
                    pairs = set(zip(column.astype(str).tolist(), np.asarray(arrays[1]).astype(str).tolist(), strict=True))
                    distinct = len({label for _, label in pairs})
                    seen.label_among_features |= len(pairs) == len({value for value, _ in pairs}) == distinct > 1
            return parts

        return split

    _wrap(model_selection, "train_test_split", make_split)

    def make_metric(original: Any) -> Any:
        def metric(y_true: Any, *args: Any, **keywords: Any) -> Any:
            seen.scored_labels.append(_digest(y_true))
            return original(y_true, *args, **keywords)

        return metric

    for name in ("accuracy_score", "f1_score", "classification_report", "balanced_accuracy_score"):
        _wrap(metrics, name, make_metric)

    def make_score(original: Any) -> Any:
        def score(self: Any, X: Any, y: Any, *args: Any, **keywords: Any) -> Any:
            seen.scored_labels.append(_digest(y))
            return original(self, X, y, *args, **keywords)

        return score

    _wrap(ClassifierMixin, "score", make_score)
