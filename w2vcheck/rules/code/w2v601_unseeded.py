"""
## What it checks
Random splits, models and networks of a script that sets no seed: `train_test_split` and its like without `random_state`, torch
networks without `torch.manual_seed`.

## Why it matters
The figure at the end changes from run to run, and with a small test split by more than the change one wants to see.

## How it is measured
By reading: the call is scikit-learn's, has no `random_state`, and nothing in the script seeds numpy; or a network is trained with
torch and nothing seeds torch. Right and still noisy, since many scripts do not want to be repeatable: it runs under `--pedantic`
or when selected by its code. There is nothing to count, so there is no figure.

## Fix
Unsafe: `random_state=0`. For torch, call `torch.manual_seed(0)` at the top.

## When to ignore it
When the spread over runs is what you look at.

## References
- scikit-learn user guide, "Controlling randomness"; PyTorch notes, "Reproducibility".
"""

import ast
from collections.abc import Iterator

from w2vcheck.code.arguments import appended
from w2vcheck.code.script import Script
from w2vcheck.code.values import Value, is_constant
from w2vcheck.results import Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V601",
    name="unseeded",
    severity=Severity.NOTE,
    since="0.1.0",
    summary="Random splits and models without a seed",
    why="The figure at the end changes from run to run.",
    fix="Set a seed: random_state in scikit-learn, torch.manual_seed in torch.",
    pedantic=True,
)
_ALWAYS = frozenset({
    "sklearn.model_selection.train_test_split", "sklearn.model_selection.ShuffleSplit",
    "sklearn.model_selection.StratifiedShuffleSplit", "sklearn.neural_network.MLPClassifier",
    "sklearn.ensemble.RandomForestClassifier", "sklearn.linear_model.SGDClassifier",
})  # fmt: skip
_SHUFFLED = frozenset({"sklearn.model_selection.KFold", "sklearn.model_selection.StratifiedKFold"})
_EVERYTHING = ("lightning.seed_everything", "transformers.set_seed", "accelerate.utils.set_seed", "fastai.torch_core.set_seed")
_NUMPY = ("numpy.random.seed", *_EVERYTHING)
_TORCH = ("torch.manual_seed", "torch.random.manual_seed", "torch.set_rng_state", *_EVERYTHING)


@RULE.lint
def lint(script: Script) -> Iterator[Finding]:
    """Look at every random call of scikit-learn, and at the first step of a network."""
    if not any(script.calls(*_NUMPY)):
        for node, value in list(script.values.items()):
            if isinstance(node, ast.Call) and value.node is node and _is_random(value):
                yield RULE.finding(
                    f"{value.name.rpartition('.')[2]} is random and has no seed.",
                    locations=(script.place(node),),
                    fix="Give it a random_state.",
                    mending=_mending(script, node),
                )
    if not any(script.calls(*_TORCH)):
        step = next((event.value.node for event in script.methods("backward") if event.value.node is not None), None)
        uses_torch = any(value.kind == "name" and value.name.startswith("torch.") for value in script.values.values())
        if step is not None and uses_torch:
            yield RULE.finding(
                "A network is trained from random weights, and nothing seeds torch.",
                locations=(script.place(step),),
                fix="Call torch.manual_seed(0) before the network is made.",
            )


def _is_random(value: Value) -> bool:
    if value.kind != "call" or "random_state" in value.keywords or "**" in value.keywords:
        return False
    if is_constant(value.keywords.get("shuffle"), wanted=False):
        return False
    return value.name in _ALWAYS or (value.name in _SHUFFLED and is_constant(value.keywords.get("shuffle"), wanted=True))


def _mending(script: Script, node: ast.Call) -> Fix | None:
    edit = appended(script.cell(node), node, "random_state=0")
    return Fix("add `random_state=0`", (edit,), safe=False) if edit is not None else None
