"""Tables with everything that may go wrong in a file."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

STRANGE = (
    'He said "no", twice',
    "two\nlines, and a comma",
    "win\r\ndows",
    "nul\x00inside the text",
    "  Straße  ﬁne\u00a0text ",
    "strasse fine text",
    "مرحبا بالعالم الجميل",
    "ein Emoji 🙂 dabei",
    "...",
    "   ",
    "",
    "N/A",
    "null",
    "#REF!",
)
LABELS = ("spam", "ham", "Spam ", "", "nan", "other")


def hostile(rows: int, seed: int = 0) -> list[tuple[str, str, str]]:
    """Rows of text, label and split with everything that may go wrong in a file, and many copies."""
    rng = random.Random(seed)  # noqa: S311 - rows for tests
    made = []
    for row in range(rows):
        chance = rng.random()
        if chance < 0.2:
            text = rng.choice(STRANGE)
        elif chance < 0.5:
            text = f"a text that stands here more than once, number {rng.randrange(rows // 8)}"
        elif chance < 0.6:
            text = "the text of every tenth row"
        else:
            text = f"a text of its own with some words, {row} and {rng.random()}"
        label = rng.choices(LABELS, (40, 40, 5, 3, 2, 10))[0]
        made.append((text, label, rng.choices(("train", " Test", "VALID"), (7, 2, 1))[0]))
    return made


def write(path: str, rows: Sequence[tuple[str, ...]], header: tuple[str, ...] = ("text", "label", "split")) -> str:
    """Write the rows as RFC 4180 has it."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path
