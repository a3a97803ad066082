"""A torch module that the user gave, instead of a configuration: in Python, or as `--model package.module:factory`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING

from w2vcheck.artefacts import Unavailable, provider
from w2vcheck.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch
    from torch import Tensor, nn

    Loss = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class LiveModule:
    """A module to look at, its loss and, where they were given, its optimiser and one batch of inputs and targets.

    `loss` None means "the one that fits". `says` is how the module is called in the report.
    """

    module: nn.Module
    loss: Loss | None
    optimizer: torch.optim.Optimizer | None
    batch: tuple[Tensor, Tensor] | None
    says: str


@provider("looking for a module")
def live_module() -> LiveModule:
    """There is none unless one is given."""
    raise Unavailable("no torch module was given")


@dataclass(frozen=True, slots=True)
class Factory:
    """What makes the module, once the width of the inputs and the number of classes are known."""

    make: Callable[..., object]
    says: str


@provider("looking for a module")
def factory() -> Factory:
    """There is none unless `--model` names one."""
    raise Unavailable("no --model was given")


def named_factory(model: str | Callable[..., object]) -> Factory:
    """The factory itself, or the one that this name imports. Raises as `import_factory` does."""
    return import_factory(model) if isinstance(model, str) else Factory(model, getattr(model, "__name__", type(model).__name__))


def import_factory(name: str) -> Factory:
    """Import `package.module:factory`. This runs the user's code.

    Raises:
        ConfigError: Where there is no such module or name, it cannot be called, or the import fails.
    """
    module_name, colon, attribute = name.partition(":")
    if not (colon and module_name and attribute):
        raise ConfigError("package.module:factory as --model", repr(name), "name a function that returns a torch module")
    with _current_folder_first():
        try:
            found = getattr(import_module(module_name), attribute)
        except ModuleNotFoundError as error:
            advice = "run w2vcheck from the folder that holds it, or install it"
            raise ConfigError(f"a module {module_name!r} for --model", f"no module {error.name!r}", advice) from error
        except AttributeError as error:
            advice = "name a function or class in it"
            raise ConfigError(f"{attribute!r} in {module_name!r} for --model", str(error), advice) from error
        except Exception as error:  # it is the user's code: whatever it raises is told in a sentence
            found_text = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
            raise ConfigError(f"{module_name!r} to be importable for --model", found_text, "mend the import first") from error
    if not callable(found):
        raise ConfigError(f"a function {name!r} for --model", type(found).__name__, "name something that returns a torch module")
    return Factory(found, name)


@contextmanager
def _current_folder_first() -> Iterator[None]:
    """As `python -m` does it: the current folder is searched first."""
    here = str(Path.cwd())
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)


def made(source: Factory, width: int, classes: int) -> LiveModule:
    """Call the factory with nothing, or with the width of the inputs and the number of classes, as it takes them.

    Raises:
        ConfigError: Where it fails, or returns neither a module, nor (module, loss), nor (module, loss, optimizer).
    """
    from torch import nn
    from torch.optim import Optimizer

    given = (width, classes) if _takes_two(source.make) else ()
    try:
        result = source.make(*given)
    except Exception as error:  # it is the user's code: whatever it raises is told in a sentence
        shown = ", ".join(map(str, given))
        found = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
        raise ConfigError(f"a module from {source.says}({shown})", found, "run it by hand to see where it fails") from error
    parts = result if isinstance(result, tuple) else (result,)
    match parts:
        case (nn.Module() as module,):
            return LiveModule(module, None, None, None, source.says)
        case (nn.Module() as module, loss) if callable(loss):
            return LiveModule(module, loss, None, None, source.says)
        case (nn.Module() as module, loss, Optimizer() as optimizer) if callable(loss):
            return LiveModule(module, loss, optimizer, None, source.says)
    advice = "return the module, (module, loss) or (module, loss, optimizer)"
    raise ConfigError(f"a torch module from {source.says}", type(result).__name__, advice)


def _takes_two(make: Callable[..., object]) -> bool:
    """Whether two positional arguments are required, or possible without being ambiguous."""
    try:
        parameters = signature(make).parameters.values()
    except (TypeError, ValueError):
        return False
    positional = [each for each in parameters if each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)]
    return len(positional) == 2 or len([each for each in positional if each.default is Parameter.empty]) == 2


def from_arguments(
    module: object, loss: object, batch: object, optimizer: object | None, *, name: str | None = None
) -> LiveModule:
    """Check what was given to `audit_model` and `probe`.

    Raises:
        DataError: For anything that is not a module, a callable, a pair of tensors with as many rows, or an optimiser.
    """
    import torch

    if not isinstance(module, torch.nn.Module):
        raise DataError("a torch.nn.Module", type(module).__name__, "pass the module itself")
    if not callable(loss):
        raise DataError(
            "a loss that is called with outputs and targets", type(loss).__name__, "pass torch.nn.BCEWithLogitsLoss()"
        )
    if optimizer is not None and not isinstance(optimizer, torch.optim.Optimizer):
        raise DataError("a torch.optim.Optimizer", type(optimizer).__name__, "pass the optimizer itself, or leave it out")
    if not (isinstance(batch, tuple | list) and len(batch) == 2 and all(isinstance(part, torch.Tensor) for part in batch)):
        raise DataError("a batch of two tensors, (inputs, targets)", type(batch).__name__, "pass (inputs, targets)")
    inputs, targets = batch
    if inputs.dim() < 1 or targets.dim() < 1 or len(inputs) != len(targets):
        found = f"{tuple(inputs.shape)} and {tuple(targets.shape)}"
        raise DataError("inputs and targets with as many rows", found, "pass one batch as the training loop sees it")
    if len(inputs) < 2:
        raise DataError("a batch of at least two rows", f"{len(inputs)}", "pass a larger batch; 64 rows say more than 4")
    if not torch.isfinite(inputs.float()).all() or not torch.isfinite(targets.float()).all():
        raise DataError("finite inputs and targets", "NaN or infinity", "mend the batch first; no model can learn from it")
    return LiveModule(module, loss, optimizer, (inputs.detach().cpu(), targets.detach().cpu()), name or type(module).__name__)
