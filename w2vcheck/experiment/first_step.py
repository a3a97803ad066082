"""Looking at a model: one forward and backward pass on a batch, ten steps on a copy."""

from __future__ import annotations

import warnings
from dataclasses import replace
from math import inf, log10

import numpy as np
import torch
from torch import Tensor, nn

from w2vcheck.artefacts import Unavailable
from w2vcheck.experiment import mending
from w2vcheck.experiment.probe import Probe, Weights
from w2vcheck.experiment.trial import Rows, Trial
from w2vcheck.model.activations import RANGES
from w2vcheck.model.isolation import isolated
from w2vcheck.model.pairing import Pairing, compared, linear_after_linear, nodes, walk

MOST_ROWS = 512
STEPS = 10
"""Steps over which updates are measured: the first ones, before anything is learnt."""
SAME = 1e-7
"""Relative difference below which two float32 outputs are the same but for rounding."""
REFUSALS = (RuntimeError, ValueError, IndexError, TypeError)
LOSS_NAMES = {
    "MSELoss": "mse",
    "BCELoss": "bce",
    "BCEWithLogitsLoss": "bce_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll",
    "mse_loss": "mse",
    "binary_cross_entropy": "bce",
    "binary_cross_entropy_with_logits": "bce_with_logits",
    "cross_entropy": "cross_entropy",
    "nll_loss": "nll",
}


def look(trial: Trial) -> Probe:
    """Measure a trial on at most 512 of its training rows, drawn at random, without changing anything."""
    rows = sample(trial.train, trial.seed)
    with warnings.catch_warnings(record=True) as caught, isolated(trial.seed):
        warnings.simplefilter("always")
        found = _look(trial, rows)
    said = sorted({f"{each.category.__name__}: {next(iter(str(each.message).splitlines()), '')}" for each in caught})
    return replace(found, warnings=tuple(said))


def sample(rows: Rows, seed: int, most: int = MOST_ROWS) -> Rows:
    """At most so many rows, drawn at random."""
    n = len(rows.inputs)
    if n <= most:
        return rows
    chosen = np.sort(np.random.default_rng(seed).choice(n, most, replace=False))
    index = torch.as_tensor(chosen)
    codes = None if rows.codes is None else rows.codes[chosen]
    return Rows(rows.inputs[index], rows.targets[index], codes, rows.groups[chosen])


def _look(trial: Trial, rows: Rows) -> Probe:
    module, optimizer = trial.build()
    module.train()
    first = next((each for each in module.modules() if isinstance(each, nn.Linear)), None)
    width = rows.inputs.shape[-1] if rows.inputs.is_floating_point() and first is not None and _is_first(module, first) else None
    empty = _empty(rows, width, first.in_features if first is not None else None)
    results: list[Tensor] = []
    handle = first.register_forward_hook(lambda _, __, result: results.append(result.detach())) if first is not None else None
    try:
        outputs = module(rows.inputs)
    except REFUSALS as error:
        return replace(empty, refused=_told(error), pairing=Pairing("", "", unresolved="an error in the module"))
    finally:
        if handle is not None:
            handle.remove()
    if not isinstance(outputs, Tensor):
        raise Unavailable("the module returns something else than a tensor")
    spread = float(results[0].reshape(len(results[0]), -1).std(dim=0).mean()) if results and len(results[0]) > 1 else None
    empty = replace(
        empty,
        outputs=tuple(outputs.shape),
        entries=rows.targets.numel(),
        spread=spread,
    )
    try:
        loss = trial.loss(outputs, rows.targets)
        if loss.dim():
            raise Unavailable("the loss is no single number; use a mean or sum as its reduction")
        pairing = walk(loss.grad_fn)
        graph = _graph_facts(loss.grad_fn)
        seen, kept = compared(loss.grad_fn)
        wanted = kept if isinstance(kept, Tensor) else rows.targets
        if loss.grad_fn is not None:
            torch.autograd.backward(loss)
    except REFUSALS as error:
        before = walk_outputs(outputs, trial.loss)
        outside = _outside(rows.targets, before)
        return replace(empty, refused=_told(error), pairing=before, outside=outside)
    update, stepped = _updates(trial, rows)
    moved, changed = _exchange(stepped.eval(), rows)
    ratio = _gradient_ratio(trial, rows, pairing)
    return replace(
        empty,
        pairing=pairing,
        outside=_outside(wanted, pairing),
        entries=wanted.numel(),
        compared=seen.numel() if isinstance(seen, Tensor) else 0,
        loss=float(loss.detach()),
        entropy=_entropy(rows, trial.k),
        weights=_weights(trial, module, optimizer, rows),
        gradient_ratio=ratio,
        update=update,
        units=graph[0],
        dead=graph[1],
        stuck_layers=graph[2],
        moved=moved,
        changed=changed,
        off=int((outputs.detach().reshape(len(outputs), -1) == 0).all(dim=1).sum()),
    )


def _is_first(module: nn.Module, layer: nn.Module) -> bool:
    """Whether the layer is the first of all layers with weights."""
    return next((each for each in module.modules() if next(each.parameters(recurse=False), None) is not None), None) is layer


def _empty(rows: Rows, width: int | None, wanted: int | None) -> Probe:
    return Probe(
        rows=len(rows.inputs),
        pairing=Pairing("", "", unresolved="nothing"),
        refused="",
        loss=0.0,
        entropy=None,
        outputs=(),
        targets=tuple(rows.targets.shape),
        weights=(),
        gradient_ratio=None,
        update=(),
        spread=None,
        units=0,
        dead=0,
        changed=0,
        moved=0,
        off=0,
        outside=0,
        entries=0,
        compared=0,
        stuck_layers=0,
        width=width,
        wanted_width=wanted if width is not None else None,
        warnings=(),
    )


def walk_outputs(outputs: Tensor, loss: object) -> Pairing:
    """The pairing where torch refused the loss: its name, and the activation that a stand-in loss would have met."""
    name = LOSS_NAMES.get(type(loss).__name__) or LOSS_NAMES.get(getattr(loss, "__name__", ""), "")
    if not name or outputs.grad_fn is None:
        return Pairing("", "", unresolved="a loss that torch refuses")
    below = walk(nn.functional.mse_loss(outputs, torch.zeros_like(outputs)).grad_fn)
    return replace(below, loss=name)


def _told(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _graph_facts(root: object) -> tuple[int, int, int]:
    """Hidden ReLU units, how many of them are zero for every row, and layers that follow a layer directly."""
    if root is None:
        return 0, 0, 0
    units = dead = 0
    for node in nodes(root):  # type: ignore[arg-type]  # a grad_fn is a node
        kept = getattr(node, "_saved_result", None) if node.name() == "ReluBackward0" else None
        if isinstance(kept, Tensor) and kept.dim() > 1:
            active = (kept.reshape(-1, kept.shape[-1]) != 0).any(dim=0)
            units, dead = units + active.numel(), dead + int((~active).sum())
    return units, dead, linear_after_linear(root)  # type: ignore[arg-type]  # a grad_fn is a node


def dead_after(trial: Trial, module: nn.Module) -> tuple[int, int]:
    """Hidden ReLU units of a trained model, and how many of them are zero for every row."""
    with isolated(trial.seed):
        outputs = module(sample(trial.train, trial.seed).inputs)
        return _graph_facts(outputs.grad_fn)[:2]


def _entropy(rows: Rows, k: int) -> float | None:
    if rows.codes is None:
        return None
    shares = np.bincount(rows.codes, minlength=k) / len(rows.codes)
    return float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())


def _outside(targets: Tensor, pairing: Pairing) -> int:
    """Target entries that the last activation cannot produce, or that BCE is not defined for."""
    if not targets.is_floating_point():
        return 0
    low, high = RANGES.get(pairing.activation, (-inf, inf)) if pairing.loss not in ("cross_entropy", "nll") else (-inf, inf)
    if pairing.loss in ("bce", "bce_with_logits"):
        low, high = 0.0, 1.0
    return int(((targets < low) | (targets > high)).sum())


def _exchange(module: nn.Module, rows: Rows) -> tuple[int, int]:
    """Rows whose input was exchanged for a different one, and those of them whose output changed.

    Of a model after its first steps: one that starts with a last layer of zeros is sound. Diverged outputs say nothing.
    """
    order = torch.roll(torch.arange(len(rows.inputs)), 1)
    with torch.no_grad():
        outputs = module(rows.inputs).reshape(len(rows.inputs), -1)
    if not torch.isfinite(outputs).all():
        return 0, 0
    different = (rows.inputs != rows.inputs[order]).reshape(len(order), -1).any(dim=1)
    scale = max(float(outputs.abs().max()), 1e-30)
    changed = ((outputs - outputs[order]).abs() > SAME * scale).any(dim=1)
    return int(different.sum()), int((changed & different).sum())


def _weights(trial: Trial, module: nn.Module, optimizer: torch.optim.Optimizer, rows: Rows) -> tuple[Weights, ...]:
    held = {id(each) for group in optimizer.param_groups for each in group["params"]}
    seen = []
    for name, each in module.named_parameters():
        gradient = each.grad
        reached = gradient is not None
        seen.append(
            Weights(
                name=name,
                size=each.numel(),
                matrix=each.dim() == 2,
                value=_rms(each.detach()),
                gradient=_rms(gradient) if gradient is not None else 0.0,
                trainable=each.requires_grad,
                reached=reached,
                held=id(each) in held,
                used=reached or _matters(trial, name, rows),
            )
        )
    return tuple(seen)


def _rms(values: Tensor) -> float:
    dense = values.to_dense() if values.is_sparse else values
    return float(dense.double().pow(2).mean().sqrt()) if dense.numel() else 0.0


def _matters(trial: Trial, name: str, rows: Rows) -> bool:
    """Whether the outputs change when this parameter does, although it got no gradient."""
    module = trial.build()[0].eval()
    with torch.no_grad():
        before = module(rows.inputs)
        parameter = module.get_parameter(name)
        parameter.add_(torch.randn_like(parameter))
        return not torch.equal(before, module(rows.inputs))


def _updates(trial: Trial, rows: Rows) -> tuple[tuple[float, ...], nn.Module]:
    """log10(mean |change of a step| / mean |weight|) of each matrix of weights, averaged over the first steps; the model then."""
    module, optimizer = trial.build()
    module.train()
    matrices = [each for each in module.parameters() if each.requires_grad and each.dim() == 2]
    sums = np.zeros(len(matrices))
    for step in range(STEPS):
        before = [each.detach().clone() for each in matrices]
        size = min(len(rows.inputs), trial.batch_size or len(rows.inputs))
        begin = (step * size) % max(1, len(rows.inputs) - size + 1)
        optimizer.zero_grad()
        loss = trial.loss(module(rows.inputs[begin : begin + size]), rows.targets[begin : begin + size])
        if loss.grad_fn is None:
            return (), module
        torch.autograd.backward(loss)
        optimizer.step()
        for place, (old, new) in enumerate(zip(before, matrices, strict=True)):
            change, weight = float((new.detach() - old).abs().mean()), float(old.abs().mean())
            sums[place] += log10(change / weight) if change > 0 and weight > 0 and change < inf else (6.0 if change else -12.0)
    return tuple(float(each) for each in sums / STEPS), module


def _gradient_ratio(trial: Trial, rows: Rows, pairing: Pairing) -> float | None:
    """Gradient of the last linear layer's weights against that with raw scores and the fitting loss."""
    if not pairing.resolved or pairing.activation == "none":
        return None
    keep = pairing.loss in ("cross_entropy", "bce_with_logits", "soft_cross_entropy")
    try:
        mended = mending.raw_scores(keep_loss=keep)(replace(trial, train=rows))
    except Unavailable:
        return None
    norms = []
    for each in (replace(trial, train=rows), mended):
        module = each.build()[0].eval()
        torch.autograd.backward(each.loss(module(each.train.inputs), each.train.targets))
        last = [one for one in module.modules() if isinstance(one, nn.Linear)][-1]
        norms.append(float(torch.linalg.vector_norm(last.weight.grad)) if last.weight.grad is not None else 0.0)
    return norms[0] / norms[1] if norms[1] > 0 else None
