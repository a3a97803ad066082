"""Seeded faults: each makes a module, its loss and its optimiser, as somebody who made this one mistake would write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

Made = tuple[nn.Module, Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]
Make = Callable[[int, int, int], Made]
HIDDEN = 32


@dataclass(frozen=True)
class Case:
    """A fault, or a clean twin (without codes).

    `codes` name the cause or an equivalent mend of it; `middle` is where its author would cut a single output; `scale` is what
    the inputs are multiplied with; `binary` cases are for two classes.
    """

    name: str
    make: Make
    codes: tuple[str, ...] = ()
    twin: str = "mlp"
    middle: float = 0.5
    scale: float = 1.0
    epochs: int | None = None
    binary: bool = False

    def targets(self, labels: Tensor, outputs: Tensor, loss: object) -> Tensor:
        """Labels as this loss is given them: class ids, one-hot rows, or numbers in the shape of the outputs."""
        if outputs.dim() > 1 and outputs.shape[1] > 1:
            return functional.one_hot(labels, outputs.shape[1]).float() if isinstance(loss, BY_NUMBER) else labels
        return labels.float().reshape(-1, *outputs.shape[1:])


BY_NUMBER = (nn.MSELoss, nn.BCELoss, nn.BCEWithLogitsLoss)


def _sgd(module: nn.Module, rate: float = 0.1) -> torch.optim.Optimizer:
    return torch.optim.SGD(module.parameters(), lr=rate)


def _adam(module: nn.Module, rate: float = 0.003) -> torch.optim.Optimizer:
    return torch.optim.Adam(module.parameters(), lr=rate)


def _mlp(width: int, outputs: int, *end: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, outputs), *end)


def _seeded(build: Callable[[int, int], Made]) -> Make:
    def make(seed: int, width: int, classes: int) -> Made:
        torch.manual_seed(seed)
        return build(width, classes)

    return make


def _pair(end: tuple[nn.Module, ...], loss: nn.Module, *, one: bool = False, linear: bool = False, sgd: bool = True) -> Make:
    """A network with these last modules and this loss."""

    def build(width: int, classes: int) -> Made:
        outputs = 1 if one else classes
        module = nn.Sequential(nn.Linear(width, outputs), *end) if linear else _mlp(width, outputs, *end)
        return module, loss, _sgd(module) if sgd else _adam(module)

    return _seeded(build)


def _changed(change: Callable[[nn.Sequential], None]) -> Make:
    """A clean network whose weights start otherwise."""

    def build(width: int, classes: int) -> Made:
        module = _mlp(width, classes)
        with torch.no_grad():
            change(module)
        return module, nn.CrossEntropyLoss(), _sgd(module)

    return _seeded(build)


def _rate(rate: float, *, adam: bool = False) -> Make:
    def build(width: int, classes: int) -> Made:
        module = _mlp(width, classes)
        return module, nn.CrossEntropyLoss(), _adam(module, rate) if adam else _sgd(module, rate)

    return _seeded(build)


def _saturated(width: int, _: int) -> Made:
    layer = nn.Linear(width, 1)
    nn.init.constant_(layer.bias, -8.0)
    module = nn.Sequential(layer, nn.Sigmoid())
    return module, nn.MSELoss(), _sgd(module)


def _deep(width: int, classes: int) -> Made:
    steps: list[nn.Module] = [nn.Linear(width, HIDDEN), nn.Sigmoid()]
    for _ in range(5):
        steps += [nn.Linear(HIDDEN, HIDDEN), nn.Sigmoid()]
    module = nn.Sequential(*steps, nn.Linear(HIDDEN, classes))
    return module, nn.CrossEntropyLoss(), _sgd(module)


class _Cut(nn.Module):
    """Detaches the hidden layer, or looks away from its inputs."""

    def __init__(self, width: int, classes: int, *, detach: bool) -> None:
        super().__init__()
        self.first, self.last, self.detach_hidden = nn.Linear(width, 8), nn.Linear(8, classes), detach

    def forward(self, rows: Tensor) -> Tensor:
        """Scores, shape (n, classes)."""
        hidden = torch.relu(self.first(rows if self.detach_hidden else torch.zeros_like(rows)))
        scores: Tensor = self.last(hidden.detach() if self.detach_hidden else hidden)
        return scores


class _OverRows(nn.Module):
    """Takes the mean over the rows instead of the words, so that every row gets the answer of the batch."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.body = _mlp(width, classes)

    def forward(self, rows: Tensor) -> Tensor:
        """Scores, shape (n, classes)."""
        scores: Tensor = self.body(rows.mean(dim=0, keepdim=True).expand_as(rows))
        return scores


def _cut(*, detach: bool) -> Make:
    def build(width: int, classes: int) -> Made:
        module = _Cut(width, classes, detach=detach)
        return module, nn.CrossEntropyLoss(), _sgd(module)

    return _seeded(build)


def _over_rows(width: int, classes: int) -> Made:
    module = _OverRows(width, classes)
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _narrow_optimizer(width: int, classes: int) -> Made:
    module = nn.Sequential(nn.Linear(width, 4), nn.ReLU(), nn.Linear(4, classes))
    return module, nn.CrossEntropyLoss(), torch.optim.SGD(module[2].parameters(), lr=0.1)


def _frozen(width: int, classes: int) -> Made:
    module = _mlp(width, classes)
    module.requires_grad_(requires_grad=False)
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _broadcast(width: int, _: int) -> Made:
    module = _mlp(width, 1)
    return module, lambda outputs, targets: functional.mse_loss(outputs, targets.reshape(-1)), _sgd(module)


def _signed(width: int, _: int) -> Made:
    module = _mlp(width, 1, nn.Sigmoid())
    return module, lambda outputs, targets: functional.mse_loss(outputs, 2 * targets - 1), _sgd(module)


def _flipped(width: int, classes: int) -> Made:
    module = _mlp(width, classes)
    return module, lambda outputs, targets: -functional.cross_entropy(outputs, targets), _sgd(module)


def _wide(width: int, classes: int) -> Made:
    module = _mlp(width + 1, classes)
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _few(width: int, classes: int) -> Made:
    module = _mlp(width, classes - 1)
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _dropped(width: int, classes: int) -> Made:
    module = nn.Sequential(nn.Linear(width, HIDDEN), nn.ReLU(), nn.Dropout(0.97), nn.Linear(HIDDEN, classes))
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _twice(width: int, classes: int) -> Made:
    module = nn.Sequential(nn.Linear(width, HIDDEN), nn.Linear(HIDDEN, classes))
    return module, nn.CrossEntropyLoss(), _sgd(module)


def _scaled_head(module: nn.Sequential) -> None:
    module[2].weight.mul_(300.0)  # type: ignore[operator]  # a linear layer


def _dead(module: nn.Sequential) -> None:
    module[0].bias.fill_(-100.0)  # type: ignore[operator]  # a linear layer


def _mostly_dead(module: nn.Sequential) -> None:
    module[0].bias[: HIDDEN - 1].fill_(-100.0)  # type: ignore[index]  # a linear layer


def _zeroed(module: nn.Sequential) -> None:
    for each in module.parameters():
        each.zero_()


CLEAN = {
    case.twin: case
    for case in (
        Case("clean mlp, cross-entropy, SGD", _pair((), nn.CrossEntropyLoss()), twin="mlp"),
        Case("clean mlp, cross-entropy, Adam", _pair((), nn.CrossEntropyLoss(), sgd=False), twin="adam"),
        Case("clean linear, cross-entropy, SGD", _pair((), nn.CrossEntropyLoss(), linear=True), twin="linear"),
        Case(
            "clean linear, BCE with logits, SGD",
            _pair((), nn.BCEWithLogitsLoss(), one=True, linear=True),
            twin="one",
            middle=0.0,
            binary=True,
        ),
        Case(
            "clean mlp, sigmoid and BCE, Adam",
            _pair((nn.Sigmoid(),), nn.BCELoss(), one=True, sgd=False),
            twin="bce",
            binary=True,
        ),
        Case("clean mlp, squared error on raw scores, Adam", _pair((), nn.MSELoss(), sgd=False), twin="least squares"),
    )
}


def twin_of(case: Case) -> Case:
    """The same model without the fault."""
    return CLEAN[case.twin]


CASES = (
    Case("softmax into cross-entropy", _pair((nn.Softmax(dim=-1),), nn.CrossEntropyLoss()), ("W2V402",)),
    Case(
        "softmax into cross-entropy, linear",
        _pair((nn.Softmax(dim=-1),), nn.CrossEntropyLoss(), linear=True),
        ("W2V402",),
        "linear",
    ),
    Case("softmax into cross-entropy, Adam", _pair((nn.Softmax(dim=-1),), nn.CrossEntropyLoss(), sgd=False), ("W2V402",), "adam"),
    Case("sigmoid into cross-entropy", _pair((nn.Sigmoid(),), nn.CrossEntropyLoss()), ("W2V402",)),
    Case(
        "sigmoid into BCE with logits", _pair((nn.Sigmoid(),), nn.BCEWithLogitsLoss(), one=True), ("W2V403",), "one", binary=True
    ),
    Case("raw scores into BCE", _pair((), nn.BCELoss(), one=True), ("W2V404",), "bce", binary=True),
    Case("raw scores into NLL", _pair((), nn.NLLLoss()), ("W2V404",)),
    Case("softmax into NLL", _pair((nn.Softmax(dim=-1),), nn.NLLLoss()), ("W2V404",)),
    Case("log-softmax over the rows", _pair((nn.LogSoftmax(dim=0),), nn.NLLLoss()), ("W2V404",)),
    Case("ReLU on the scores", _pair((nn.ReLU(),), nn.CrossEntropyLoss()), ("W2V409",)),
    Case("ReLU on one score", _pair((nn.ReLU(),), nn.BCEWithLogitsLoss(), one=True), ("W2V409",), "one", 0.0, binary=True),
    Case("sigmoid and squared error, saturated", _seeded(_saturated), ("W2V401",), "one", binary=True),
    Case(
        "sigmoid and squared error, Adam",
        _pair((nn.Sigmoid(),), nn.MSELoss(), one=True, sgd=False),
        ("W2V401",),
        "bce",
        binary=True,
    ),
    Case("softmax over one output", _pair((nn.Softmax(dim=-1),), nn.BCELoss(), one=True), ("W2V405",), "bce", binary=True),
    Case("one output too few", _seeded(_few), ("W2V405",)),
    Case("first layer too wide", _seeded(_wide), ("W2V408",)),
    Case("targets broadcast", _seeded(_broadcast), ("W2V407",), "bce", binary=True),
    Case("targets of -1 under a sigmoid", _seeded(_signed), ("W2V406",), "bce", binary=True),
    Case("inputs a thousandth as large", _pair((), nn.CrossEntropyLoss()), ("W2V413", "W2V412"), scale=0.001),
    Case("inputs a thousand times as large", _pair((), nn.CrossEntropyLoss()), ("W2V413", "W2V412"), scale=1000.0),
    Case("rate too high, SGD", _rate(30.0), ("W2V412",)),
    Case("rate too high, Adam", _rate(1.0, adam=True), ("W2V412",), "adam"),
    Case("rate too low, SGD", _rate(1e-5), ("W2V412", "W2V424")),
    Case("rate too low, Adam", _rate(1e-6, adam=True), ("W2V412", "W2V424"), "adam"),
    Case("a single epoch", _rate(0.01), ("W2V424", "W2V412"), epochs=1),
    Case("last layer starts 300 times too large", _changed(_scaled_head), ("W2V414", "W2V417")),
    Case("all hidden units dead", _changed(_dead), ("W2V416", "W2V418")),
    Case("nearly all hidden units dead", _changed(_mostly_dead), ("W2V416",)),
    Case("all weights zero", _changed(_zeroed), ("W2V418",)),
    Case("six sigmoid layers", _seeded(_deep), ("W2V417", "W2V412")),
    Case("hidden layer detached", _cut(detach=True), ("W2V419",)),
    Case("inputs lost on the way", _cut(detach=False), ("W2V418",)),
    Case("mean over the rows", _seeded(_over_rows), ("W2V418",)),
    Case("optimizer lacks the first layer", _seeded(_narrow_optimizer), ("W2V419",)),
    Case("everything frozen", _seeded(_frozen), ("W2V419",)),
    Case("loss negated", _seeded(_flipped), ("W2V415",)),
    Case("dropout of 0.97", _seeded(_dropped), ()),
    Case("no activation between the layers", _seeded(_twice), ("W2V410",)),
    *CLEAN.values(),
)
"""The last ones plant nothing: they are there so that every clean twin is audited."""
