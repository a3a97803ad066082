"""Draw what healthy and sick word vectors look like, side by side, for the pages of the rules.

python docs/pictures.py           writes docs/pictures/w2v2xx-*.svg

Trained on the news that come with gensim, with one worker: the same pictures every time.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

import numpy as np
from gensim.models import Word2Vec
from gensim.test.utils import datapath
from numpy.typing import NDArray

from w2vcheck.embedding.budget import Word2VecConfig
from w2vcheck.embedding.geometry import cosine_to_start, participation_ratio, spectrum
from w2vcheck.embedding.neighbours import nearest, overlap
from w2vcheck.embedding.training import initial_vectors

FOLDER = Path(__file__).parent / "pictures"
WIDTH, HEIGHT, MARGIN, GAP = 300, 150, 34, 24
HEALTHY, SICK, INK, GRID = "#2b7a4b", "#b3382c", "#333333", "#dddddd"
BINS = 20


@dataclass(frozen=True)
class Panel:
    """One half of a picture: bars of these heights, in [0, 1], over an axis from `left` to `right`."""

    title: str
    says: str
    color: str
    heights: Sequence[float]
    left: str
    right: str


def draw(panels: Sequence[Panel], title: str) -> str:
    """The panels side by side, as SVG."""
    width = len(panels) * WIDTH + (len(panels) - 1) * GAP
    height = HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        parts += _panel(panel, number * (WIDTH + GAP))
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, x: float) -> list[str]:
    floor = MARGIN + HEIGHT
    step = WIDTH / len(panel.heights)
    parts = [
        f'<text x="{x}" y="14" fill="{panel.color}" font-weight="bold">{escape(panel.title)}</text>',
        f'<text x="{x}" y="28" fill="{INK}">{escape(panel.says)}</text>',
        f'<line x1="{x}" y1="{floor}" x2="{x + WIDTH}" y2="{floor}" stroke="{GRID}"/>',
    ]
    for place, share in enumerate(panel.heights):
        tall = HEIGHT * min(1.0, max(0.0, share))
        parts.append(
            f'<rect x="{x + place * step:.1f}" y="{floor - tall:.1f}" width="{step * 0.8:.1f}" height="{tall:.1f}" '
            f'fill="{panel.color}"/>'
        )
    parts.append(f'<text x="{x}" y="{floor + 16}" fill="{INK}">{escape(panel.left)}</text>')
    parts.append(f'<text x="{x + WIDTH}" y="{floor + 16}" fill="{INK}" text-anchor="end">{escape(panel.right)}</text>')
    return parts


def trained(config: Word2VecConfig) -> NDArray[np.float32]:
    """Vectors of the news."""
    lines = Path(datapath("lee_background.cor")).read_text(encoding="utf-8").splitlines()
    vectors: NDArray[np.float32] = Word2Vec([line.split() for line in lines], workers=1, **asdict(config)).wv.vectors
    return vectors


def spectrum_panel(matrix: NDArray[np.float32], title: str, color: str) -> Panel:
    """Shares of the variance along the first axes."""
    variances = spectrum(matrix)
    says = f"participation ratio {participation_ratio(variances):.1f} of {matrix.shape[1]}"
    return Panel(title, says, color, (variances / variances.sum())[:BINS].tolist(), "first axis", f"axis {BINS}")


def start_panel(matrix: NDArray[np.float32], start: NDArray[np.float32], title: str, color: str) -> Panel:
    """Cosines of the words to their random start."""
    cosines = cosine_to_start(matrix, start)
    heights = np.histogram(cosines, BINS, (-0.2, 1.0))[0] / len(cosines)
    return Panel(title, f"median cosine to the start {np.median(cosines):.2f}", color, heights.tolist(), "−0.2", "1")


def neighbour_panel(one: NDArray[np.float32], other: NDArray[np.float32], title: str, color: str) -> Panel:
    """Neighbours in common, over the words."""
    asked = np.sort(np.random.default_rng(0).choice(len(one), 500, replace=False)).astype(np.int64)
    shares = overlap(nearest(one, asked), nearest(other, asked))
    heights = np.bincount(np.rint(shares * 10).astype(np.int64), minlength=11) / len(shares)
    return Panel(title, f"{shares.mean():.0%} of ten neighbours in common", color, heights.tolist(), "none", "all ten")


def main() -> None:
    """Write all pictures."""
    good, poor = Word2VecConfig(sg=1, epochs=20), Word2VecConfig()
    healthy, sick = trained(good), trained(poor)
    once = trained(Word2VecConfig(epochs=1, alpha=1e-6, min_alpha=1e-6))
    start = initial_vectors(len(healthy), good)
    names = ("skip-gram, 20 epochs", "gensim's defaults (CBOW, 5 epochs)")
    pictures = {
        "w2v204-start": [
            start_panel(healthy, start, names[0], HEALTHY),
            start_panel(once, start, "a learning rate of a millionth", SICK),
        ],
        "w2v205-spectrum": [spectrum_panel(healthy, names[0], HEALTHY), spectrum_panel(sick, names[1], SICK)],
        "w2v211-neighbours": [
            neighbour_panel(healthy, trained(Word2VecConfig(sg=1, epochs=20, seed=2)), names[0], HEALTHY),
            neighbour_panel(sick, trained(Word2VecConfig(seed=2)), names[1], SICK),
        ],
    }
    FOLDER.mkdir(exist_ok=True)
    for name, panels in pictures.items():
        (FOLDER / f"{name}.svg").write_text(draw(panels, f"{panels[0].title} beside {panels[1].title}"), encoding="utf-8")


if __name__ == "__main__":
    main()
