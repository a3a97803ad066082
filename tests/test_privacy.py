"""Nothing of the texts gets out where they are to stay private."""

import re
import runpy
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl
import pytest

from w2vcheck import audit, audit_vectors, lint
from w2vcheck.errors import DataError
from w2vcheck.pages import Example, parse
from w2vcheck.privacy import LEFT_OUT, without_cells, without_texts
from w2vcheck.report.formats import AUDIT_FORMATS, View, render
from w2vcheck.results import (
    Confidence,
    Crashed,
    Evidence,
    Finding,
    Location,
    Measure,
    Measured,
    Quote,
    Report,
    Severity,
    Step,
    Subject,
    Verdict,
)

FOLDER = Path(__file__).parent.parent / "fixtures" / "rules"
PAGES = {path.stem: parse(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.md"))}
WORD = re.compile(r"[^\W\d_]{2,}")
ALL = View(verbose=True, explain=True)


def made_up(word: str) -> str:
    """A word that no sentence of w2vcheck holds, as long as one of the language."""
    letters = "".join(chr(ord("a") + sum(map(ord, word)) * factor % 26) for factor in (3, 7, 11, 17))
    return f"zq{letters}{len(word)}xv".translate(str.maketrans("0123456789", "bcdfghjklm"))


def in_made_up_words(table: pl.DataFrame, keep: set[str]) -> tuple[pl.DataFrame, set[str]]:
    """The table with other words in all its texts but names of classes and the columns that are kept; and these words."""
    new: set[str] = set()

    def translated(text: str) -> str:
        def swap(found: re.Match[str]) -> str:
            new.add(made_up(found[0]))
            return made_up(found[0])

        return WORD.sub(swap, text)

    texts = [name for name, kind in table.schema.items() if kind == pl.String and name not in keep]
    return table.with_columns(pl.col(name).map_elements(translated, return_dtype=pl.String) for name in texts), new


def everything(report: Report) -> str:
    """The report in every form, and its Python representation, which a failing test may print."""
    return "\n".join(
        [
            *(render(report, form, ALL) for form in AUDIT_FORMATS),
            render(report, "terminal", View(quiet=True)),
            repr(asdict(report)),
        ]
    )


def with_data(kind: str) -> list[object]:
    """The examples that hold a table whose words can be exchanged."""
    return [
        pytest.param(example, id=f"{code}: {example.title}")
        for code, examples in PAGES.items()
        for example in examples
        if example.kind == kind and example.script is None and not any(file.name == "model.py" for file in example.files)
    ]


def tables(example: Example) -> dict[str, pl.DataFrame]:
    names = {Path(file.name).stem: file for file in example.files}
    if "make" in names:
        made = runpy.run_path("make.py")
        return {name: pl.DataFrame(made[name]) for name in ("data", "test") if name in made}
    return {name: read(names[name].name) for name in ("data", "test") if name in names}


def read(name: str) -> pl.DataFrame:
    if name.endswith(".jsonl"):
        return pl.read_ndjson(name)
    return pl.read_csv(name, separator="\t" if name.endswith(".tsv") else ",", infer_schema_length=None)


def names_in(table: pl.DataFrame) -> set[str]:
    """Columns that are no texts: few different values, or no spaces in them."""
    return {
        name
        for name, kind in table.schema.items()
        if kind == pl.String and (table[name].n_unique() <= max(2, table.height // 3) or name in ("label", "split", "topic"))
    }


@pytest.mark.slow
@pytest.mark.parametrize("example", with_data("bad"))
def test_no_made_up_word_of_an_example_is_told(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("w2vcheck.auditor._ladder", lambda _: (None, {}))
    monkeypatch.setattr("w2vcheck.auditor._experiments", lambda *_: ((), {}))
    monkeypatch.setattr("w2vcheck.auditor._waterfall", lambda *_: (None, {}))
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()
    for file in example.files:
        Path(file.name).write_text(file.text, encoding="utf-8")
    given = tables(example)
    keep = names_in(given["data"])
    translated = {name: in_made_up_words(table, keep) for name, table in given.items()}
    words = set().union(*(new for _, new in translated.values()))
    arguments = {name: table for name, (table, _) in translated.items()}

    try:
        shown = audit(arguments["data"], test=arguments.get("test"), no_text=True, ignore=["W2V211", "W2V110", "W2V116"])
    except DataError as error:
        out = str(error)
    else:
        out = everything(shown)

    assert [word for word in sorted(words) if word in out] == []


def leaky_text(row: int) -> str:
    mark = "zqurgentxv" if row % 2 else "zqcalmxv"
    own = f"zqrow{'abcdefghij'[row % 10]}{'klmnopqrst'[row // 10 % 10]}xv"
    return f"zqgreetingxv zqdearxv {mark} zqnoun{'abcdefg'[row % 7]}xv zqverb{'abcde'[row % 5]}xv {own}"


LEAKY = [(leaky_text(row), "urgent" if row % 2 else "calm") for row in range(200)]
MADE_UP = re.compile("zq[a-z]+xv")


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report]:
    """Texts in which a word tells the label, with copies and a boilerplate: the report, and what others may see of it."""
    rows = [*LEAKY, *LEAKY[:40]]
    file = tmp_path_factory.mktemp("leaky") / "data.csv"
    pl.DataFrame({"text": [text for text, _ in rows], "label": [label for _, label in rows]}).write_csv(file)
    options = {"split.test_size": 0.25}
    return audit(file, options=options, pipeline=True, exhibits=True), audit(
        file, options=options, pipeline=True, exhibits=True, no_text=True
    )


def test_words_that_tell_the_label_are_not_told(leaky: tuple[Report, Report]) -> None:
    told, shown = leaky

    assert {"W2V306", "W2V302", "W2V107"} <= {finding.code for finding in told.findings}
    assert any("'zqcalmxv'" in one.message for one in told.findings)
    assert any("zqcalmxv" in step.sentence for step in told.waterfall)
    assert MADE_UP.findall(everything(told)) != []
    assert MADE_UP.findall(everything(shown)) == []
    assert MADE_UP.findall(shown.pipeline) == []


def test_everything_but_the_texts_stays(leaky: tuple[Report, Report]) -> None:
    told, shown = leaky

    assert [(one.code, one.severity, one.measure, one.impact) for one in shown.findings] == [
        (one.code, one.severity, one.measure, one.impact) for one in told.findings
    ]
    assert shown.measures == told.measures
    assert [one.locations for one in shown.findings] == [one.locations for one in told.findings]
    rows = [[quote.row for proof in one.evidence for quote in proof.quotes] for one in shown.findings]
    assert rows == [[quote.row for proof in one.evidence for quote in proof.quotes] for one in told.findings]
    assert "'calm'" in render(shown, "json")  # the name of a class


def test_a_script_that_would_name_words_is_left_out_and_says_so(leaky: tuple[Report, Report]) -> None:
    told, shown = leaky

    assert "zqcalmxv" in told.pipeline
    assert shown.pipeline == ""
    assert [one.reason for one in shown.skipped if one.name == "pipeline"] == [
        "it names words of the texts, which no_text keeps out"
    ]


def test_equal_texts_have_equal_marks_and_the_marks_differ_from_report_to_report(leaky: tuple[Report, Report]) -> None:
    told, shown = leaky

    pairs = {
        (old.text, new.text)
        for before, after in zip(told.findings, shown.findings, strict=True)
        for one, other in zip(before.evidence, after.evidence, strict=True)
        for old, new in zip(one.quotes, other.quotes, strict=True)
        if not old.is_name
    }
    assert len({old for old, _ in pairs}) == len({new for _, new in pairs}) == len(pairs)
    assert all(re.fullmatch("#[0-9a-f]{6}", new) for _, new in pairs)
    fewer = without_texts(replace(told, findings=told.findings[:1], accepted=()))
    again = [quote.text for proof in fewer.findings[0].evidence for quote in proof.quotes if not quote.is_name]
    before = [quote.text for proof in shown.findings[0].evidence for quote in proof.quotes if not quote.is_name]
    assert again
    assert set(again).isdisjoint(before)


def report_with(finding: Finding, **more: object) -> Report:
    plain = Report(
        subject=Subject("data.csv", 3, (("texts", "column 'secret'"),)),
        verdict=Verdict("error", "Bad.", f"{finding.code}: {finding.fix}"),
        findings=(finding,),
        measures=(),
        skipped=(),
        crashed=(),
        ladder=(),
        ladder_note="",
        experiments=(),
        warnings=(),
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # whatever the test needs


def finding_about(message: str, *quotes: Quote, source: str | None = None) -> Finding:
    place = Location("train.py", 1, position=1, width=1, source=source)
    return Finding(
        "W2V999",
        "x",
        Severity.ERROR,
        Confidence.HIGH,
        message,
        "Why.",
        "Drop 'secret'.",
        None,
        (place,),
        (Evidence("seen", quotes),),
    )


@pytest.mark.parametrize(
    "text", ["secret", "it's", 'say "it"', "both ' and \"", "back\\slash", "line\nbreak", "ümlaut", "a|b.*", "\ud800", ""]
)
def test_a_text_is_found_in_sentences_however_it_is_quoted(text: str) -> None:
    said = f"The word {text!r}, “{text}”, `{text}` and the plain rest."

    shown = without_texts(report_with(finding_about(said, Quote(text, 2))))

    (mark,) = shown.findings[0].evidence[0].quotes
    assert mark.row == 2
    assert shown.findings[0].message == f"The word {mark.text}, {mark.text}, {mark.text} and the plain rest."


def test_other_parts_of_the_report_do_not_tell_either() -> None:
    measure = Measure.exact("gain of 'secret'", 1, "words", 1)
    told = report_with(
        finding_about("A word.", Quote("secret")),
        measures=(Measured("W2V999", "x", measure),),
        crashed=(Crashed("W2V998", "y", "KeyError: 'another'"),),
        warnings=("FutureWarning: could not convert 'another'", "gensim: 3 words", "budget: 3 s"),
        waterfall=(Step("x", "W2V999", measure, "Without 'secret'."),),
        pipeline='words = ["secret"]',
    )

    shown = without_texts(told)

    assert shown.crashed[0].error == f"KeyError: {LEFT_OUT}"
    assert shown.warnings == (f"FutureWarning: {LEFT_OUT}", "gensim: 3 words", "budget: 3 s")
    assert shown.subject == told.subject  # a column may be called like a word
    assert "secret" not in repr(asdict(replace(shown, subject=Subject("", 0, ()))))
    assert "another" not in repr(asdict(shown))


def test_names_stay() -> None:
    told = report_with(finding_about("The class 'billing' is rare.", Quote("billing: 3", is_name=True)))

    assert without_texts(told) == told


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('x = f("secret text", size=1)', 'x = f("···········", size=1)'),
        ("    y = 'a' + b'cd' + r\"e\"", "    y = '·' + b'··' + r\"·\""),
        ('z = """begins here', '· = """······ ····'),
        ('ends here""", size=1)', '···· ····""", ····=·)'),
        ("w = [1, 2  # secret of a comment", "w = [1, 2  # secret of a comment"),
        ("call(", "call("),
        ("print('it\\'s')", "print('·····')"),
    ],
)  # fmt: skip
def test_strings_in_a_line_of_code_are_blanked_and_the_line_keeps_its_length(line: str, shown: str) -> None:
    report = without_texts(report_with(finding_about("A call.", source=line)))

    assert report.findings[0].locations[0].source == shown
    assert len(shown) == len(line)


def test_the_strings_of_a_script_are_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("train.py").write_text('from gensim.models import Word2Vec\nm = Word2Vec([["zqwordxv"]], size=1)\n')

    told, shown = lint("train.py"), lint("train.py", no_text=True)

    assert MADE_UP.findall(everything(told)) != []
    assert MADE_UP.findall(everything(shown)) == []
    assert [one.message for one in shown.findings] == [one.message for one in told.findings] != []


def test_the_configuration_can_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").write_text("no_text = true\n")
    Path("train.py").write_text('from gensim.models import Word2Vec\nm = Word2Vec([["zqwordxv"]], size=1)\n')
    pl.DataFrame({"text": ["zqwordxv zqotherxv"] * 9 + ["zqthirdxv"] * 9, "label": ["a"] * 10 + ["b"] * 8}).write_csv("data.csv")

    assert MADE_UP.findall(everything(lint("train.py"))) == []
    shown = audit("data.csv", text="text", label="label", ladder=False, select=["W2V1"])
    assert MADE_UP.findall(everything(shown)) == []
    assert shown.findings


def test_words_of_vectors_are_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [f"zqword{chr(97 + row)}xv " + " ".join(["0.0"] * 5) for row in range(20)]
    Path("vectors.txt").write_text("20 5\n" + "\n".join(lines) + "\n")

    told, shown = audit_vectors("vectors.txt"), audit_vectors("vectors.txt", no_text=True)

    assert MADE_UP.findall(everything(told)) != []
    assert MADE_UP.findall(everything(shown)) == []


def test_a_refusal_does_not_quote_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("text,label,part\n" + "a b c d e,x,train\nf g h i j,y,zqwordxv\n" * 5)

    with pytest.raises(DataError, match="zqwordxv"):
        audit("data.csv", text="text", label="label", split="part")
    with pytest.raises(DataError) as refused:
        audit("data.csv", text="text", label="label", split="part", no_text=True)

    assert "zqwordxv" not in str(refused.value)
    assert "'part'" in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_refusal_without_a_cell_stays() -> None:
    error = DataError("a table", "a folder", "name a file", "data.csv", 3)

    assert str(without_cells(error)) == str(error)
