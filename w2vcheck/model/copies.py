"""Copies of a live module to try things on, and what its loss and targets say about the task."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from w2vcheck.errors import DataError
from w2vcheck.model.pairing import Pairing, walk

Loss = Callable[[Tensor, Tensor], Tensor]
Codes = NDArray[np.int32]
CLASS_LOSSES = (nn.CrossEntropyLoss, nn.NLLLoss, functional.cross_entropy, functional.nll_loss)
LOGIT_LOSSES = (nn.BCEWithLogitsLoss, functional.binary_cross_entropy_with_logits)
MOST_CLASSES = 1000
"""Whole numbers beyond that many different ones are no classes."""


def copied(
    module: nn.Module,
    optimizer: torch.optim.Optimizer | None,
    otherwise: Callable[[nn.Module], torch.optim.Optimizer],
) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A copy of both that share their parameters as the originals do, on the CPU.

    Raises:
        DataError: Where Python cannot copy the module.
    """
    try:
        twin, own = copy.deepcopy((module, optimizer))
    except (RuntimeError, TypeError, NotImplementedError) as error:
        found = f"one that cannot be: {next(iter(str(error).splitlines()), '')}"
        raise DataError("a module that copy.deepcopy can copy", found, "keep no intermediate results on the module") from error
    twin = twin.cpu()
    return twin, own if own is not None else otherwise(twin)


def standing_in(module: nn.Module, name: str | None, rate: float | None) -> torch.optim.Optimizer:
    """The configured optimiser, else Adam, over everything that may be trained."""
    kinds: dict[str, Callable[..., torch.optim.Optimizer]] = {
        "sgd": torch.optim.SGD,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }
    parameters: Iterable[nn.Parameter] = [each for each in module.parameters() if each.requires_grad]
    return kinds[name or "adam"](parameters or [nn.Parameter(torch.zeros(1))], lr=0.001 if rate is None else rate)


def optimizer_of(optimizer: torch.optim.Optimizer | None) -> str:
    """The optimiser in words, "" without one."""
    if optimizer is None:
        return ""
    rates = sorted({float(group["lr"]) for group in optimizer.param_groups})
    return f"{type(optimizer).__name__} with a rate of {', '.join(f'{rate:g}' for rate in rates)}"


def outputs_of(module: nn.Module, inputs: Tensor) -> Tensor:
    """What a copy of the module answers, without gradients.

    Raises:
        DataError: Where it fails on these inputs or returns something else than a tensor.
    """
    twin = copied(module, None, lambda each: standing_in(each, None, None))[0].eval()
    try:
        with torch.no_grad():
            outputs = twin(inputs)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        found = f"an error: {next(iter(str(error).splitlines()), '')}"
        raise DataError(f"a module that takes inputs of shape {tuple(inputs.shape)}", found, "check the first layer") from error
    if not isinstance(outputs, Tensor):
        raise DataError("a module that returns one tensor", type(outputs).__name__, "wrap it so that it returns the scores")
    return outputs


def fitting_loss(outputs: Tensor) -> Loss:
    """Cross-entropy for several outputs a row, BCE with logits for one."""
    return nn.CrossEntropyLoss() if outputs.dim() > 1 and outputs.shape[1] > 1 else nn.BCEWithLogitsLoss()


def _is(loss: object, kinds: tuple[object, ...]) -> bool:
    return loss in kinds or isinstance(loss, tuple(kind for kind in kinds if isinstance(kind, type)))


def targets_for(loss: Loss, outputs: Tensor, codes: Codes) -> Tensor:
    """Class ids for cross-entropy and NLL; else numbers in the shape of the outputs, one-hot where there are several."""
    ids = torch.as_tensor(np.maximum(codes, 0), dtype=torch.int64)
    if _is(loss, CLASS_LOSSES) or (outputs.dim() > 1 and outputs.shape[1] > 1 and not _takes_floats(loss)):
        return ids
    if outputs.dim() > 1 and outputs.shape[1] > 1:
        return functional.one_hot(ids, outputs.shape[1]).to(torch.float32)
    return ids.to(torch.float32).reshape(-1, *outputs.shape[1:])


def _takes_floats(loss: Loss) -> bool:
    known = (nn.MSELoss, nn.BCELoss, nn.L1Loss, functional.mse_loss, functional.binary_cross_entropy, *LOGIT_LOSSES)
    return _is(loss, known)


def codes_of(targets: Tensor, inputs: Tensor) -> tuple[Codes | None, int]:
    """The class of each row and how many classes there are; (None, 0) where the targets are no classes.

    Classes are whole class ids, zeros and ones (or minus ones) a row, or one-hot rows. Targets that equal the inputs (an
    autoencoder), soft labels and other numbers are none.
    """
    if targets.shape == inputs.shape and torch.equal(targets.float(), inputs.float()):
        return None, 0
    flat = targets.reshape(len(targets), -1)
    if flat.shape[1] > 1:
        one_hot = bool(((flat == 0) | (flat == 1)).all()) and bool((flat.sum(dim=1) == 1).all())
        return (flat.argmax(dim=1).numpy().astype(np.int32), flat.shape[1]) if one_hot else (None, 0)
    values = flat[:, 0]
    distinct = torch.unique(values)
    if targets.is_floating_point():
        found = set(distinct.tolist())
        if not (found <= {0.0, 1.0} or found <= {-1.0, 1.0}):
            return None, 0
        return (values > 0).numpy().astype(np.int32), 2
    if len(distinct) > MOST_CLASSES or int(distinct.min()) < 0:
        return None, 0
    return values.numpy().astype(np.int32), max(2, int(distinct.max()) + 1)


def graph_of(module: nn.Module, loss: Loss, inputs: Tensor, targets: Tensor) -> Pairing:
    """The pairing of loss and activation on these rows; unresolved where torch refuses them."""
    twin = copied(module, None, lambda each: standing_in(each, None, None))[0].train()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the probe looks at them
            return walk(loss(twin(inputs), targets).grad_fn)
    except (RuntimeError, ValueError, IndexError, TypeError):
        return Pairing("", "", unresolved="an error")


def reads(pairing: Pairing, *, logits: bool, signed: bool = False) -> Callable[[Tensor], Codes]:
    """How outputs become classes: the largest of several; a single one by the middle of its range.

    That is 0 for a logit (`logits` says that the loss takes one) and for targets of -1 and 1 (`signed`), else 0.5. A module
    that squashes its output before a loss that squashes again is read as its author would: as a probability.
    """
    raw = pairing.activation in ("none", "relu", "")
    middle = 0.0 if signed or ((logits or pairing.loss == "bce_with_logits") and raw) else 0.5

    def decide(outputs: Tensor) -> Codes:
        flat = outputs.reshape(len(outputs), -1)
        if flat.shape[1] > 1:
            return flat.argmax(dim=1).numpy().astype(np.int32)
        return (flat[:, 0] > middle).numpy().astype(np.int32)

    return decide


def takes_logits(loss: Loss) -> bool:
    """Whether the loss is torch's BCE with logits."""
    return _is(loss, LOGIT_LOSSES)
