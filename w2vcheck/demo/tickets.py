"""A corpus of invented help-desk messages in four classes, clean or with known faults.

Every message is about one topic, its label, and often mentions another one in passing ("The parcel came on time, but
I was billed twice"), as real messages do. The share of such messages keeps the task from being trivial: the constants
below are tuned so that, on 1,500 rows, TF-IDF with logistic regression gets about 92 % right, averaged skip-gram vectors
about 86 %, and untrained vectors about 60 %. The wording itself stands in `phrases.toml`.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unicodedata import normalize

from w2vcheck.demo.wording import draw, load_wording, pick, shuffled

LABELS = ("billing", "delivery", "account", "technical")
RARE_LABEL = "feedback"
QUEUES = {"billing": "payments", "delivery": "shipping", "account": "identity", "technical": "devices", RARE_LABEL: "front desk"}

_SHARES = (0.27, 0.29, 0.21, 0.23)  # of LABELS: uneven, but no class is rare

# How many messages have what.
_OPENING, _BACKGROUND, _COMPLAINT, _SECOND_ISSUE, _ASK, _REQUEST, _CLOSING = 0.5, 0.45, 0.4, 0.25, 0.25, 0.4, 0.4
_ASIDE = 0.5  # a remark about another topic
_VAGUE = 0.1  # an issue without its name: only an ask or a remark may tell the topic
_LOWER_CASE, _NO_APOSTROPHE, _TYPO = 0.2, 0.15, 0.12
_FEWEST_WORDS, _MOST_WORDS = 8, 40

# What faulty_tickets plants: shares of the test rows (twins) or of all rows.
_TEST_SHARE, _TWINS, _CONFLICTS, _VARIANTS, _OTHER_QUEUE = 0.2, 0.08, 0.01, 0.03, 0.03
_RARE_ROWS = 12
_SPELLINGS = {"billing": ("Billing", "Billing "), "delivery": ("Delivery",)}


@dataclass(frozen=True, slots=True)
class Planted:
    """What `faulty_tickets` hid in the rows; all figures are counts of rows.

    `twins` are test rows whose text and label also stand in a training row, `conflicts` training rows with the text
    of another training row and a different label, `label_variants` rows whose label is spelled differently,
    `rare_rows` the rows of the class `RARE_LABEL`, `other_queue` rows whose queue does not follow from their label.
    """

    rows: int
    test_rows: int
    twins: int
    conflicts: int
    label_variants: int
    rare_rows: int
    other_queue: int


def text_key(text: str) -> str:
    """The text without differences in case, white space and Unicode form (NFKC)."""
    return " ".join(normalize("NFKC", text).casefold().split())


def tickets(rows: int, seed: int) -> list[tuple[str, str]]:
    """Clean messages as (text, label), in random order; no two texts have the same `text_key`.

    Takes time linear in `rows`. The same `rows` and `seed` give the same messages everywhere.
    """
    rng = Random(seed)  # noqa: S311 - an example corpus, not a secret
    seen: set[str] = set()
    return [_new_ticket(_draw_label(rng), rng, seen) for _ in range(rows)]


def faulty_tickets(rows: int, seed: int) -> tuple[list[dict[str, str]], Planted]:
    """Messages with the columns text, label, queue and split (train or test), and with faults.

    `queue` is what the help desk filled in after reading, so it gives away the label of nearly every row. The other
    faults are listed in `Planted`. Raises ValueError below 200 rows, where there would be no room for all of them.
    """
    if rows < 200:
        raise ValueError(f"faulty_tickets needs at least 200 rows, got {rows}")
    rng = Random(seed)  # noqa: S311 - an example corpus, not a secret
    seen: set[str] = set()
    labels = [RARE_LABEL] * _RARE_ROWS + [_draw_label(rng) for _ in range(rows - _RARE_ROWS)]
    table = [_new_ticket(label, rng, seen) for label in shuffled(labels, rng)]

    order = shuffled(range(rows), rng)
    n_test = round(rows * _TEST_SHARE)
    test = set(order[:n_test])
    # A row takes part in one of the next three faults at most, so that the counts in Planted can be checked.
    free_test = [row for row in order[:n_test] if table[row][1] != RARE_LABEL]
    free_train = [row for row in order[n_test:] if table[row][1] != RARE_LABEL]
    n_twins, n_conflicts, n_variants, n_other = (
        round(share * whole) for share, whole in ((_TWINS, n_test), (_CONFLICTS, rows), (_VARIANTS, rows), (_OTHER_QUEUE, rows))
    )
    for _ in range(n_twins):
        table[free_test.pop()] = table[free_train.pop()]
    for _ in range(n_conflicts):
        text, label = table[free_train.pop()]
        table[free_train.pop()] = (text, _other(LABELS, label, rng))
    # The queue goes by the label before the label is spelled differently, and errs in rows of its own choosing.
    queues = [QUEUES[label] for _, label in table]
    for row in shuffled(range(rows), rng)[:n_other]:
        queues[row] = _other(tuple(QUEUES.values()), queues[row], rng)
    for row in [row for row in shuffled(free_train + free_test, rng) if table[row][1] in _SPELLINGS][:n_variants]:
        text, label = table[row]
        table[row] = (text, pick(_SPELLINGS[label], rng))

    records = [
        {"text": text, "label": label, "queue": queues[row], "split": "test" if row in test else "train"}
        for row, (text, label) in enumerate(table)
    ]
    return records, Planted(rows, n_test, n_twins, n_conflicts, n_variants, _RARE_ROWS, n_other)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write UTF-8 with a header line, line feeds, and quotes only where they are needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _draw_label(rng: Random) -> str:
    drawn = rng.random()
    for label, share in zip(LABELS, _SHARES, strict=True):
        drawn -= share
        if drawn < 0:
            return label
    return LABELS[-1]


def _other(options: Sequence[str], than: str, rng: Random) -> str:
    return pick([option for option in options if option != than], rng)


def _new_ticket(label: str, rng: Random, seen: set[str]) -> tuple[str, str]:
    """A message of a fitting length that is not in `seen` yet; its key is added there."""
    while True:
        text = _message(label, rng)
        key = text_key(text)
        if _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS and key not in seen:
            seen.add(key)
            return text, label


def _message(label: str, rng: Random) -> str:
    shared, topic = load_wording().phrases, load_wording().topics[label]
    said: dict[str, str] = {}
    clauses = [_core(label, said, rng)]
    if rng.random() < _SECOND_ISSUE:
        clauses.append(draw(topic.issues, said, rng))
    if rng.random() < _BACKGROUND:
        clauses.insert(0, draw(shared["backgrounds"], said, rng))
    if rng.random() < _COMPLAINT:
        clauses.insert(int(rng.random() * (len(clauses) + 1)), draw(shared["complaints"], said, rng))
    if rng.random() < _ASK:
        clauses.append(draw(topic.asks, said, rng))
    elif rng.random() < _REQUEST:
        clauses.append(draw(shared["requests"], said, rng))

    text = draw(shared["openings"], said, rng) + " " if rng.random() < _OPENING else ""
    text += clauses[0]
    for clause in clauses[1:]:
        text += ("" if text.endswith("?") else draw(shared["joints"], said, rng)) + " " + clause
    if not text.endswith("?"):
        text += draw(shared["ends"], said, rng)
    if rng.random() < _CLOSING:
        text += " " + draw(shared["closings"], said, rng)
    return _typed(text, rng)


def _core(label: str, said: dict[str, str], rng: Random) -> str:
    """The issue itself, often after a remark about another topic; or a message that stays vague."""
    shared, topics = load_wording().phrases, load_wording().topics
    vague = rng.random() < _VAGUE
    issue = draw(shared["vague"] if vague else topics[label].issues, said, rng)
    if rng.random() >= _ASIDE:
        return issue
    about = label if vague else _other(LABELS, label, rng)
    return draw(topics[about].asides, said, rng) + draw(shared["turns"], said, rng) + " " + issue


def _typed(text: str, rng: Random) -> str:
    """The text as people type it: capitals at the start of sentences, or none at all; now and then a slip."""
    text = re.sub(r"\b(a) (?=[aeiou])", r"\1n ", text)
    all_lower = rng.random() < _LOWER_CASE
    text = text.lower() if all_lower else re.sub(r"(?:^|[.!?] )[a-z]", lambda start: start[0].upper(), text)
    if rng.random() < _NO_APOSTROPHE:
        text = text.replace("'", "")
    return _with_slip(text, rng) if rng.random() < _TYPO else text


def _with_slip(text: str, rng: Random) -> str:
    """Two neighbouring letters of one word swapped, or one letter left out."""
    long_words = [found.start() for found in re.finditer(r"[A-Za-z]{5,}", text)]
    if not long_words:
        return text
    at = pick(long_words, rng) + 1 + int(rng.random() * 3)
    swapped = text[at + 1] + text[at] if rng.random() < 0.5 else text[at + 1]
    return text[:at] + swapped + text[at + 2 :]
