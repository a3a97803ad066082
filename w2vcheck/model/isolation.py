"""Leaving everything as it was: random numbers, threads, and the module that is looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn


@contextmanager
def isolated(seed: int) -> Iterator[None]:
    """Random numbers of Python, numpy and torch that begin with `seed`, gradients switched on, and one thread.

    All is as it was afterwards, also after an exception.
    """
    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002 - the caller's generator
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]), torch.inference_mode(mode=False), torch.enable_grad():
            random.seed(seed)
            np.random.seed(seed % 2**32)  # noqa: NPY002 - a module may draw from it
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002 - the global state is what user code draws from


@contextmanager
def preserved(module: nn.Module) -> Iterator[None]:
    """A module that afterwards has the values, gradients, modes, flags and hooks it had before, also after an exception.

    Trials run on copies; this is for what a copy still shares with its original, such as a loss that adds the norm of the
    original's weights.
    """
    tensors = [*module.parameters(), *module.buffers()]
    values = [(tensor, tensor.detach().clone(), tensor.requires_grad) for tensor in tensors]
    gradients = [(each, each.grad, None if each.grad is None else each.grad.clone()) for each in module.parameters()]
    modes = [(each, each.training) for each in module.modules()]
    names = [name for name in vars(module) if name.endswith("_hooks")]
    hooks = [(each, name, dict(getattr(each, name))) for each in module.modules() for name in names if hasattr(each, name)]
    try:
        yield
    finally:
        with torch.no_grad():
            for tensor, value, wanted in values:
                if not torch.equal(tensor, value) and not _both_nan(tensor, value):
                    tensor.copy_(value)
                if tensor.requires_grad != wanted:
                    tensor.requires_grad_(wanted)
            for parameter, gradient, kept in gradients:
                parameter.grad = gradient
                if gradient is not None and kept is not None:
                    gradient.copy_(kept)
        for each, mode in modes:
            each.training = mode
        for each, name, of_before in hooks:
            found = getattr(each, name)
            if dict(found) != of_before:
                found.clear()
                found.update(of_before)


def _both_nan(one: torch.Tensor, other: torch.Tensor) -> bool:
    return one.is_floating_point() and torch.equal(torch.nan_to_num(one), torch.nan_to_num(other))
