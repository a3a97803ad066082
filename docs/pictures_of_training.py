"""Draw healthy and sick vocabularies, splits, losses and scores, for the pages of their rules.

python docs/pictures_of_training.py   writes docs/pictures/w2v*.svg

Measured on help-desk tickets made by `w2vcheck.demo`, with fixed seeds: the same pictures every time.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gensim.models import Word2Vec
from numpy.typing import NDArray
from pictures import FOLDER, HEALTHY, SICK, Panel, draw
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from torch import nn

from w2vcheck.demo.tickets import tickets
from w2vcheck.intervals import wilson_width

EPOCHS = 20


@dataclass(frozen=True)
class Corpus:
    """Texts, their labels, and averaged word vectors that were trained on them: shape (texts, 100), standardised."""

    texts: NDArray[np.object_]
    labels: NDArray[np.int64]
    averages: NDArray[np.float32]


def corpus(rows: int = 1000) -> Corpus:
    """Help-desk tickets of four classes."""
    pairs = tickets(rows, seed=1)
    texts = [text for text, _ in pairs]
    sentences = [text.lower().split() for text in texts]
    vectors = Word2Vec(sentences, sg=1, epochs=20, min_count=2, workers=1, seed=1).wv
    averages = np.stack([vectors.get_mean_vector(words, pre_normalize=False) for words in sentences])
    averages = (averages - averages.mean(axis=0)) / averages.std(axis=0)
    labels = np.unique([label for _, label in pairs], return_inverse=True)[1]
    return Corpus(np.array(texts, object), labels.astype(np.int64), averages.astype(np.float32))


def losses(data: Corpus, end: nn.Module, optimizer: Callable[[nn.Module], torch.optim.Optimizer]) -> list[float]:
    """The mean training loss of a small network by epoch, in units of ln(classes): 1 is what knowing nothing gives."""
    torch.manual_seed(0)
    k = int(data.labels.max()) + 1
    network = nn.Sequential(nn.Linear(100, 16), nn.ReLU(), nn.Linear(16, k), end)
    moves = optimizer(network)
    inputs, targets = torch.from_numpy(data.averages), torch.from_numpy(data.labels)
    by_epoch = []
    for _ in range(EPOCHS):
        seen = []
        for batch in torch.split(torch.randperm(len(inputs)), 32):
            moves.zero_grad()
            loss = nn.functional.cross_entropy(network(inputs[batch]), targets[batch])
            loss.backward()  # type: ignore[no-untyped-call]
            moves.step()
            seen.append(loss.item())
        by_epoch.append(float(np.mean(seen) / np.log(k)))
    return by_epoch


def words_by_count(sentences: list[list[str]], title: str, color: str) -> Panel:
    """Shares of the words by how often they occur: once, twice, to four, nine, nineteen times, and oftener."""
    counts = np.array(list(Counter(word for words in sentences for word in words).values()))
    heights = np.histogram(counts, [1, 2, 3, 5, 10, 20, np.inf])[0] / len(counts)
    often = int((counts >= 5).sum())
    says = f"{len(counts):,} words, {often:,} of them five times or more"
    return Panel(title, says, color, heights.tolist(), "once", "20 times or more")


def accuracies(data: Corpus, test_size: float, title: str, color: str) -> Panel:
    """What the same model scores on forty random splits."""
    scores = []
    for seed in range(40):
        train, test = train_test_split(np.arange(len(data.labels)), test_size=test_size, random_state=seed)
        model = LogisticRegression(max_iter=1000).fit(data.averages[train], data.labels[train])
        scores.append(float(model.score(data.averages[test], data.labels[test])))
    heights = np.histogram(scores, 20, (0.5, 1.0))[0] / len(scores)
    says = (
        f"40 seeds: {min(scores):.0%} to {max(scores):.0%}; expected width {wilson_width(0.9, test_size * len(data.labels)):.0%}"
    )
    return Panel(title, says, color, heights.tolist(), "50 %", "100 %")


def twins(data: Corpus, title: str, color: str, *, copies: bool) -> Panel:
    """Accuracy on test rows that stand in training, and on those that do not, where a fifth of the labels is wrong."""
    rng = np.random.default_rng(0)
    wrong = rng.random(len(data.labels)) < 0.2
    labels = np.where(wrong, rng.integers(0, data.labels.max() + 1, len(data.labels)), data.labels)
    train, test = train_test_split(np.arange(len(labels)), test_size=0.3, random_state=0)
    known = train[:100] if copies else train[:0]
    model = make_pipeline(TfidfVectorizer(), KNeighborsClassifier(1)).fit(data.texts[train], labels[train])
    new = float(model.score(data.texts[test], labels[test]))
    old = float(model.score(data.texts[known], labels[known])) if copies else 0.0
    all_rows = np.concatenate([test, known])
    says = f"reported: {float(model.score(data.texts[all_rows], labels[all_rows])):.0%}"
    says += f"; {old:.0%} on copies, {new:.0%} on new rows" if copies else f"; {new:.0%} on new rows"
    return Panel(title, says, color, [old, new], "copies of training rows", "new rows")


def gradients(loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], title: str, color: str) -> Panel:
    """Size of the gradient by the raw score of a row whose answer is 1."""
    scores = torch.linspace(-8, 8, EPOCHS, requires_grad=True)
    (slopes,) = torch.autograd.grad(loss(torch.sigmoid(scores), torch.ones(EPOCHS)), scores)
    worst = slopes[0].abs().item()
    return Panel(title, f"gradient where it is most wrong: {worst:.4f}", color, slopes.abs().tolist(), "score −8", "score 8")


def curve(values: list[float], title: str, color: str) -> Panel:
    """A loss by epoch."""
    return Panel(title, f"loss after {EPOCHS} epochs: {values[-1]:.2f} of ln K", color, values, "epoch 1", f"epoch {EPOCHS}")


def recalls(data: Corpus, title: str, color: str, *, balanced: bool) -> Panel:
    """Recall of each class where one class has eight rows in ten."""
    largest = np.flatnonzero(data.labels == 0)
    others = [np.flatnonzero(data.labels == label)[:20] for label in range(1, int(data.labels.max()) + 1)]
    rows = np.concatenate([largest, *others])
    train, test = train_test_split(rows, test_size=0.5, random_state=0, stratify=data.labels[rows])
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(class_weight="balanced" if balanced else None))
    answers = model.fit(data.texts[train], data.labels[train]).predict(data.texts[test])
    truth = data.labels[test]
    each = recall_score(truth, answers, average=None, zero_division=0)
    macro = f1_score(truth, answers, average="macro", zero_division=0)
    says = f"accuracy {np.mean(truth == answers):.0%}, macro-F1 {macro:.0%}"
    return Panel(title, says, color, each.tolist(), "recall of the largest", "of the smallest")


def by_rows(data: Corpus, sizes: tuple[int, ...], title: str, color: str) -> Panel:
    """Accuracy by the number of training rows."""
    train, test = train_test_split(np.arange(len(data.labels)), test_size=0.3, random_state=0, stratify=data.labels)
    scores = []
    for size in sizes:
        model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
        scores.append(
            float(model.fit(data.texts[train[:size]], data.labels[train[:size]]).score(data.texts[test], data.labels[test]))
        )
    says = f"the second half brings {100 * (scores[-1] - scores[-2]):+.1f} points"
    return Panel(title, says, color, scores, f"{sizes[0]} rows", f"{sizes[-1]:,} rows")


def main() -> None:
    """Write all pictures."""
    data, large = corpus(), corpus(4000)
    sentences = [text.lower().split() for text in data.texts]
    squared, entropy = (
        (lambda p, y: ((p - y) ** 2).sum()),
        (lambda p, y: nn.functional.binary_cross_entropy(p, y, reduction="sum")),
    )
    raw, softmax = nn.Identity(), nn.Softmax(dim=1)
    good = losses(data, raw, lambda network: torch.optim.SGD(network.parameters(), lr=0.1))
    doubled = losses(data, softmax, lambda network: torch.optim.SGD(network.parameters(), lr=0.1))
    slow = losses(data, raw, lambda network: torch.optim.SGD(network.parameters(), lr=0.00001))
    pictures = {
        "w2v201-counts": [
            words_by_count(sentences, "a thousand tickets", HEALTHY),
            words_by_count([["our", "little", "boat", "sailed", "quietly", "past", "midnight"]], "one sentence", SICK),
        ],
        "w2v301-splits": [
            accuracies(data, 0.25, "250 test rows", HEALTHY),
            accuracies(data, 0.01, "10 test rows", SICK),
        ],
        "w2v302-twins": [
            twins(data, "no copies", HEALTHY, copies=False),
            twins(data, "100 of 400 test rows are copies", SICK, copies=True),
        ],
        "w2v401-gradients": [
            gradients(entropy, "sigmoid and cross-entropy", HEALTHY),
            gradients(squared, "sigmoid and squared error", SICK),
        ],
        "w2v402-losses": [curve(good, "raw scores", HEALTHY), curve(doubled, "a softmax before cross-entropy", SICK)],
        "w2v412-losses": [curve(good, "SGD, rate 0.1", HEALTHY), curve(slow, "SGD, rate 0.00001", SICK)],
        "w2v503-recalls": [
            recalls(data, "classes weighted", HEALTHY, balanced=True),
            recalls(data, "as they come", SICK, balanced=False),
        ],
        "w2v508-curves": [
            by_rows(large, (350, 700, 1400, 2800), "enough rows: the curve is flat", HEALTHY),
            by_rows(large, (25, 50, 100, 200), "too few: it still rises", SICK),
        ],
    }
    for name, panels in pictures.items():
        title = "; beside it: ".join(f"{panel.title} ({panel.says})" for panel in panels)
        (FOLDER / f"{name}.svg").write_text(draw(panels, title), encoding="utf-8")


if __name__ == "__main__":
    Path(FOLDER).mkdir(exist_ok=True)
    main()
