"""Reports for the page: one with everything in it, one whose every text means harm; and pages read back as a tree of tags."""

from dataclasses import replace
from html.parser import HTMLParser

from report_samples import founding, tickets
from report_strategies import HOSTILE

from w2vcheck.exhibits.values import (
    Absent,
    Balance,
    ClassRows,
    Confused,
    Confusion,
    Curve,
    CurvePoint,
    DocumentMap,
    Dot,
    Exhibits,
    MarkedClass,
    MarkingWord,
    MarkingWords,
    Pair,
    Pairs,
    Side,
    Spectrum,
)
from w2vcheck.results import Accepted, Crashed, Gate, Impact, Location, Measure, Quote, Report, Skipped, Subject

VOID = {"meta", "link", "br", "img", "hr", "input"}


def exhibits(word: str = "refund") -> Exhibits:
    """Every exhibit; `word` stands wherever a word, a text or a class of the user does."""
    points = tuple(
        CurvePoint(rows, Measure("accuracy", value, value - 0.05, value + 0.04, "share", 240, "test rows"))
        for rows, value in ((240, 0.7), (480, 0.8), (960, 0.85))
    )
    gain = Measure("gain", 0.05, 0.017, 0.092, "points", 240, "test rows")
    dots = tuple(Dot(0.1 * place, 0.5 + 0.03 * place, place % 3, place, place % 4 == 0, place == 4) for place in range(10))
    word_of_class = MarkingWord(Quote(word), 20, 3, 6.1)
    side = Side(Quote(f"{word} please, at once", 4), "test", word)
    return Exhibits(
        curve=Curve(points, gain, 0.3, "TF-IDF + logistic regression"),
        spectrum=Spectrum((0.5, 0.2, 0.1), 900, 100, 7.2, 3.0, 6.0, (8.0, 65.0), 90.0, "trained on the training rows"),
        documents=DocumentMap(dots, (word, "delivery"), (0.3, 0.2), 1200, "averaged word vectors"),
        confusion=Confusion(
            "TF-IDF", (word, "delivery"), ((50, 3), (7, 60)), 0, 120, 1, (Confused("delivery", word, 7),), "on the test rows"
        ),
        balance=Balance((ClassRows(word, 700, 560, 140), ClassRows("delivery", 500, 400, 100)), 1200, 0, 0),
        marking=MarkingWords((MarkedClass(word, 560, 400, (word_of_class,)), MarkedClass("delivery", 400, 560, ())), 2),
        pairs=Pairs((Pair(side, Side(Quote(f"{word} please, now", 9), "train", "delivery"), 0.83),), 19, 240),
        absent=(Absent("pairs", "a reason"),),
    )


def complete() -> Report:
    """The tickets with all that a report can hold."""
    report = tickets()
    before, after = (Measure("accuracy", share, share - 0.02, share + 0.02, "share", 240) for share in (0.9, 0.8))
    impact = Impact(before, after, Measure("gain", -0.1, -0.12, -0.08, "points", 240))
    script = Location("train.py", 9, position=14, width=4, source="    Word2Vec(size=100)")
    first, *others = report.findings
    return replace(
        report,
        findings=(replace(first, impact=impact, locations=(*first.locations, script)), *others, first),
        accepted=(Accepted(founding().findings[0], "settings", "known", "2027-01-31"),),
        gates=(Gate("min-accuracy", passed=True, says="It is met."), Gate("max-drop", passed=False, says="It is not.")),
        stale=("W2V107 in tickets.csv was accepted and is there no longer.",),
        crashed=(Crashed("W2V101", "empty-text", "ValueError: x"),),
        skipped=(*report.skipped, Skipped("W2V999", "a-rule", "a reason")),
        exhibits=exhibits(),
    )


def hostile() -> Report:
    """Every text that means harm, wherever the user's data can stand."""
    all_of_it = " ".join(HOSTILE)
    report = complete()
    quotes = tuple(Quote(text, row) for row, text in enumerate(HOSTILE))
    findings = tuple(
        replace(
            finding,
            message=f"{all_of_it[:500]} {text}",
            evidence=tuple(replace(proof, quotes=(Quote(text), *quotes)) for proof in finding.evidence),
            locations=(Location(text, 3, text, 4),),
        )
        for finding, text in zip(report.findings * 9, HOSTILE, strict=False)
    )
    return replace(
        report,
        subject=Subject("x" * 10_000, 7, tuple((text, text) for text in HOSTILE), HOSTILE),
        findings=findings,
        warnings=HOSTILE,
        skipped=tuple(Skipped(text, text, text) for text in HOSTILE),
        settings={text: text for text in HOSTILE},
        exhibits=exhibits(all_of_it),
    )


class Page(HTMLParser):
    """A page as its tags, its text and its attributes; refuses tags that are closed in another order than they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        """All ids."""
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]
