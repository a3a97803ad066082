from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from w2vcheck.model.pairing import LOSSES, compared, linear_after_linear, walk

IDS = torch.tensor([0, 1, 2, 0, 1])
BITS = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0])
COLUMN = BITS.unsqueeze(1)


@pytest.fixture
def three() -> Tensor:
    """Scores of three classes, shape (5, 3)."""
    torch.manual_seed(0)
    return functional.linear(torch.randn(5, 4), nn.Parameter(torch.randn(3, 4)), nn.Parameter(torch.randn(3)))


@pytest.fixture
def one() -> Tensor:
    """One score a row, shape (5, 1)."""
    torch.manual_seed(0)
    return functional.linear(torch.randn(5, 4), nn.Parameter(torch.randn(1, 4)), nn.Parameter(torch.randn(1)))


OF_THREE: dict[str, tuple[Callable[[Tensor], Tensor], str]] = {
    "cross-entropy": (lambda z: functional.cross_entropy(z, IDS), "raw scores → cross_entropy"),
    "weighted": (lambda z: functional.cross_entropy(z, IDS, weight=torch.ones(3)), "raw scores → cross_entropy"),
    "smoothed": (lambda z: functional.cross_entropy(z, IDS, label_smoothing=0.1), "raw scores → cross_entropy"),
    "reduced by hand": (lambda z: functional.cross_entropy(z, IDS, reduction="none").mean(), "raw scores → cross_entropy"),
    "soft targets": (
        lambda z: functional.cross_entropy(z, functional.one_hot(IDS, 3).float()),
        "raw scores → soft_cross_entropy",
    ),
    "double softmax": (lambda z: functional.cross_entropy(z.softmax(dim=1), IDS), "softmax → cross_entropy"),
    "through views": (lambda z: functional.cross_entropy(z.softmax(1).view(-1, 3).clone(), IDS), "softmax → cross_entropy"),
    "double softmax, soft targets": (
        lambda z: functional.cross_entropy(z.softmax(dim=1), functional.one_hot(IDS, 3).float()),
        "softmax → soft_cross_entropy",
    ),
    "sigmoid": (lambda z: functional.cross_entropy(z.sigmoid(), IDS), "sigmoid → cross_entropy"),
    "twice the logarithm": (lambda z: functional.cross_entropy(z.log_softmax(1), IDS), "log-softmax → cross_entropy"),
    "relu": (lambda z: functional.cross_entropy(z.relu(), IDS), "relu → cross_entropy"),
    "log-softmax and NLL": (lambda z: functional.nll_loss(z.log_softmax(1), IDS), "raw scores → cross_entropy"),
    "log of softmax and NLL": (lambda z: functional.nll_loss(z.softmax(1).log(), IDS), "log-softmax → nll"),
    "raw NLL": (lambda z: functional.nll_loss(z, IDS), "raw scores → nll"),
    "softmax and NLL": (lambda z: functional.nll_loss(z.softmax(1), IDS), "softmax → nll"),
    "softmax and squared error": (
        lambda z: functional.mse_loss(z.softmax(1), functional.one_hot(IDS, 3).float()),
        "softmax → mse",
    ),
    "hinge": (lambda z: functional.multi_margin_loss(z, IDS), "raw scores → multi_margin"),
    "dropout on the scores": (lambda z: functional.cross_entropy(functional.dropout(z, 0.5), IDS), "raw scores → cross_entropy"),
    "another type": (lambda z: functional.cross_entropy(z.double(), IDS), "raw scores → cross_entropy"),
}
OF_ONE: dict[str, tuple[Callable[[Tensor], Tensor], str]] = {
    "sigmoid and squared error": (lambda z: functional.mse_loss(z.sigmoid(), COLUMN), "sigmoid → mse"),
    "by hand": (lambda z: ((z.sigmoid()[:, 0] - BITS) ** 2).mean(), "sigmoid → mse"),
    "raw squared error": (lambda z: functional.mse_loss(z, COLUMN), "raw scores → mse"),
    "absolute error": (lambda z: functional.l1_loss(z, COLUMN), "raw scores → l1"),
    "Huber": (lambda z: functional.huber_loss(z, COLUMN), "raw scores → huber"),
    "smooth absolute": (lambda z: functional.smooth_l1_loss(z, COLUMN), "raw scores → smooth_l1"),
    "BCE": (lambda z: functional.binary_cross_entropy(z.sigmoid().squeeze(1), BITS), "sigmoid → bce"),
    "clamped": (lambda z: functional.binary_cross_entropy(z.sigmoid().clamp(1e-6, 1 - 1e-6), COLUMN), "sigmoid → bce"),
    "softmax over one unit": (lambda z: functional.binary_cross_entropy(z.softmax(1), COLUMN), "softmax → bce"),
    "logits": (lambda z: functional.binary_cross_entropy_with_logits(z.flatten(), BITS), "raw scores → bce_with_logits"),
    "double sigmoid": (
        lambda z: functional.binary_cross_entropy_with_logits(z.sigmoid().squeeze(1), BITS),
        "sigmoid → bce_with_logits",
    ),
    "tanh": (lambda z: functional.mse_loss(z.tanh(), COLUMN), "tanh → mse"),
}


@pytest.mark.parametrize("name", OF_THREE)
def test_pairs_of_several_scores_are_named(three: Tensor, name: str) -> None:
    loss, says = OF_THREE[name]

    assert walk(loss(three).grad_fn).says == says


@pytest.mark.parametrize("name", OF_ONE)
def test_pairs_of_one_score_are_named(one: Tensor, name: str) -> None:
    loss, says = OF_ONE[name]

    assert walk(loss(one).grad_fn).says == says


def test_every_loss_of_the_table_is_a_node_of_the_installed_torch(three: Tensor, one: Tensor) -> None:
    images = functional.cross_entropy(nn.Linear(4, 3)(torch.randn(2, 5, 4)).transpose(1, 2), torch.zeros(2, 5, dtype=torch.long))
    losses = [loss(three) for loss, _ in OF_THREE.values()] + [loss(one) for loss, _ in OF_ONE.values()] + [images]
    seen = {part for loss in losses for part in walk(loss.grad_fn).path}

    assert {name.removesuffix("Backward0") for name in LOSSES} - {"NllLoss2D"} <= seen
    assert walk(images.grad_fn).says == "raw scores → cross_entropy"


@pytest.mark.parametrize(("dim", "seen"), [(0, 0), (1, 1), (-1, -1)])
def test_the_dimension_of_a_softmax_is_read(three: Tensor, dim: int, seen: int) -> None:
    assert walk(functional.nll_loss(three.log_softmax(dim), IDS).grad_fn).dim == seen
    assert walk(functional.nll_loss(three.softmax(dim), IDS).grad_fn).dim == seen


def test_a_penalty_on_the_weights_does_not_hide_the_pair() -> None:
    layer = nn.Linear(4, 3)
    penalty = sum((each**2).sum() for each in layer.parameters())

    found = walk((functional.cross_entropy(layer(torch.randn(5, 4)).softmax(1), IDS) + 0.001 * penalty).grad_fn)

    assert found.says == "softmax → cross_entropy"


@pytest.mark.parametrize(
    ("loss", "node"),
    [
        (lambda z: functional.kl_div(z.log_softmax(1), functional.one_hot(IDS, 3).float(), reduction="batchmean"), "Sub"),
        (lambda z: functional.cross_entropy(z + z, IDS), "Add"),
        (lambda z: functional.cross_entropy(z, IDS) + functional.mse_loss(z, torch.zeros(5, 3)), "several losses"),
        (lambda z: z.sigmoid().log().mean(), "Log"),
    ],
)
def test_what_is_not_known_is_said_to_be_unresolved(three: Tensor, loss: Callable[[Tensor], Tensor], node: str) -> None:
    found = walk(loss(three).grad_fn)

    assert not found.resolved
    assert found.unresolved == node
    assert found.says.startswith("not resolved")


def test_no_graph_is_unresolved() -> None:
    assert walk(None).unresolved == "no gradient at all"
    assert linear_after_linear(None) == 0
    assert compared(None) == (None, None)


@pytest.mark.parametrize(
    ("between", "count"),
    [((), 1), ((nn.Dropout(0.5),), 1), ((nn.ReLU(),), 0), ((nn.Tanh(),), 0), ((nn.BatchNorm1d(8),), 0)],
)
def test_layers_with_nothing_between_are_counted(between: tuple[nn.Module, ...], count: int) -> None:
    module = nn.Sequential(nn.Linear(4, 8), *between, nn.Linear(8, 3))

    assert linear_after_linear(functional.cross_entropy(module(torch.randn(5, 4)), IDS).grad_fn) == count


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_broadcast_numbers_are_counted(one: Tensor) -> None:
    for loss in (functional.mse_loss(one, BITS), ((one - BITS) ** 2).mean()):
        outputs, _ = compared(loss.grad_fn)
        assert isinstance(outputs, Tensor)
        assert outputs.numel() == 25
    outputs, targets = compared(functional.mse_loss(one, COLUMN).grad_fn)
    assert isinstance(outputs, Tensor)
    assert outputs.numel() == 5
    assert isinstance(targets, Tensor)
    assert torch.equal(targets, COLUMN)
