import gzip
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
import pytest
from rich.cells import cell_len

from w2vcheck import auditor
from w2vcheck.cli import THREADS, main
from w2vcheck.results import Severity
from w2vcheck.rule import load_rules


@dataclass(frozen=True, slots=True)
class Ran:
    """What one call of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The report, where it was asked for as JSON."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def codes(self) -> set[str]:
        """The rules that found something, by code."""
        return {finding["code"] for finding in self.document["findings"]}


Run = Callable[..., Ran]


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `w2vcheck audit` in an empty folder, as the shell would."""
    monkeypatch.chdir(tmp_path)
    Path("w2vcheck.toml").touch()  # no configuration from the folders above
    for name in THREADS:
        monkeypatch.setenv(name, "1")  # `main` sets them; so they are put back

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["w2vcheck", "audit", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def run(whole: Run) -> Run:
    """The same without the baselines, which take seconds."""
    return lambda *arguments: whole("--no-ladder", *arguments)


TEXTS = [f"the {'soup' if row % 2 else 'screen'} number {row} was {'cold' if row % 3 else 'broken'}" for row in range(60)]
LABELS = ["food" if row % 2 else "device" for row in range(60)]
VARIANT = 41  # the row whose label is spelled differently
SPELLED = [*LABELS[:VARIANT], "Food", *LABELS[VARIANT + 1 :]]


def table(header: str, *columns: list[Any], separator: str = ",") -> str:
    rows = zip(*columns, strict=True)
    return "".join(f"{separator.join(map(str, row))}\n" for row in [header.split(","), *rows])


GOOD = table("text,label", TEXTS, LABELS)
SICK = table("text,label", TEXTS, SPELLED)
NUMBERS = table("a,b,label", [row % 7 / 7 for row in range(60)], [row % 5 / 5 for row in range(60)], LABELS)


def write(name: str, content: str | bytes) -> str:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


# --- bad input: one sentence -----------------------------------------------------------------------------------------------

BAD = {
    "no such file": ({"date.csv": GOOD}, "data.csv", "data.csv", "similar names there: date.csv"),
    "no data": ({}, "", "", "name a file"),
    "no such folder": ({}, "there/data.csv", "there/data.csv", "there is no folder 'there'"),
    "an empty file": ({"data.csv": ""}, "data.csv", "data.csv", "an empty file"),
    "blank lines": ({"data.csv": "\n  \n"}, "data.csv", "data.csv", "an empty file"),
    "header only": ({"data.csv": "text,label\n"}, "data.csv", "data.csv", "the header line only"),
    "one column": ({"data.csv": "text\nhello\n"}, "data.csv", "data.csv:1", "one column"),
    "a ragged row": ({"data.csv": "text,label\na,b\na,b,c\n"}, "data.csv", "data.csv:3", "expected 2 fields, found 3"),
    "an open quote": ({"data.csv": 'text,label\na,b\n"a,b\n'}, "data.csv", "data.csv:3", "a quote that is never closed"),
    "undecodable bytes": ({"data.csv": b"text,label\nsch\xf6n,a\n"}, "data.csv", "data.csv:2", "--encoding latin-1"),
    "a binary file": ({"data.csv": bytes(range(256)) * 9}, "data.csv", "data.csv", "binary data"),
    "a workbook": ({"data.csv": b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml"}, "data.csv", "data.csv", "save it as CSV"),
    "cut-off gzip": ({"data.csv.gz": gzip.compress(GOOD.encode())[:-9]}, "data.csv.gz", "data.csv.gz", "cut-off"),
    "broken JSON": ({"data.jsonl": '{"text": "a"}\n{"text":\n'}, "data.jsonl", "data.jsonl:2:9", "broken JSON"),
    "no such text column": ({"data.csv": GOOD}, "data.csv --text txt", "data.csv", "did you mean 'text'"),
    "no such label column": ({"data.csv": GOOD}, "data.csv --label lable", "data.csv", "did you mean 'label'"),
    "no such split column": ({"data.csv": GOOD}, "data.csv --split fold", "data.csv", "there are text, label"),
    "all labels missing": ({"data.csv": table("text,label", TEXTS, [""] * 60)}, "data.csv", "data.csv", "every cell empty"),
    "the label is the text": ({"data.csv": GOOD}, "data.csv --label text", "data.csv", "found texts"),
    "one column for both": ({"data.csv": GOOD}, "data.csv --text text --label text", "data.csv", "named for both"),
    "several labels": (
        {"data.csv": table("text,label", TEXTS, ["a;b", "b;c", "a", "c;a"] * 15)},
        "data.csv",
        "data.csv",
        "several labels in one cell, such as 'a;b'",
    ),
    "a regression": (
        {"data.csv": table("text,label", TEXTS, [row / 7 for row in range(60)])},
        "data.csv",
        "data.csv",
        "the target of a regression",
    ),
    "which is the label": (
        {"data.csv": table("text,one,two", TEXTS, LABELS, LABELS)},
        "data.csv",
        "data.csv",
        "--label: 'one' or 'two'",
    ),
    "features out of range": ({"data.csv": NUMBERS}, "data.csv --features 0:9 --target 2", "data.csv", "the 3 columns"),
    "target out of range": ({"data.csv": NUMBERS}, "data.csv --features 0:2 --target 3", "data.csv", "position 3"),
    "NaN in a feature": ({"data.csv": NUMBERS.replace("0.2,", "nan,", 1)}, "data.csv", "data.csv:3", "'nan'"),
    "infinity in a feature": ({"data.csv": NUMBERS.replace("0.4,", "inf,", 1)}, "data.csv", "data.csv:4", "'inf'"),
    "a gap in a feature": ({"data.csv": NUMBERS.replace(",0.6,", ",,", 1)}, "data.csv", "data.csv:5", "an empty cell"),
    "a word in a feature": (
        {"data.csv": NUMBERS.replace(",0.6,", ",six,", 1)},
        "data.csv --features a,b --target label",
        "data.csv",
        "'six'",
    ),
    "other columns in the test file": (
        {"data.csv": GOOD, "test.csv": "body,label\na,food\n"},
        "data.csv --test test.csv",
        "test.csv:1",
        "no column 'text' among body, label",
    ),
    "no such test file": ({"data.csv": GOOD}, "data.csv --test tset.csv", "tset.csv", "no file of this name"),
    "two splits": (
        {"data.csv": GOOD, "test.csv": GOOD},
        "data.csv --test test.csv --split label",
        "data.csv",
        "leave one of the two out",
    ),
    "strange words in the split": (
        {"data.csv": table("text,label,part", TEXTS, LABELS, ["train", "test", "later"] * 20)},
        "data.csv --split part",
        "data.csv:4",
        "found 'later'",
    ),
    "no test rows in the split": (
        {"data.csv": table("text,label,part", TEXTS, LABELS, ["train"] * 60)},
        "data.csv --split part",
        "data.csv",
        "rows of test",
    ),
    "an encoding nobody has": ({"data.csv": GOOD}, "data.csv --encoding latin1x", "", "the nearest names are latin1"),
    "an unknown rule": ({"data.csv": GOOD}, "data.csv --select W2V1,W2V999", "", "found 'W2V999'"),
    "an unknown rule to ignore": ({"data.csv": GOOD}, "data.csv --ignore nonsense", "", "run 'w2vcheck rules'"),
    "no rule left": ({"data.csv": GOOD}, "data.csv --select W2V1 --ignore W2V", "", "at least one rule"),
    "nothing selected": ({"data.csv": GOOD}, "data.csv --select ,", "", "at least one rule"),
    "no such configuration": ({"data.csv": GOOD}, "data.csv --config my.toml", "my.toml", "no such file"),
    "broken TOML": ({"data.csv": GOOD, "my.toml": "\n[split\n"}, "data.csv --config my.toml", "my.toml:2:7", "valid TOML"),
    "an unknown table": ({"data.csv": GOOD, "my.toml": "[splt]\n"}, "data.csv --config my.toml", "my.toml:1", "'split'"),
    "an unknown key": (
        {"data.csv": GOOD, "my.toml": "[split]\nseed = 1\ntestsize = 0.2\n"},
        "data.csv --config my.toml",
        "my.toml:3",
        "did you mean 'test_size'",
    ),
    "a value of the wrong kind": (
        {"data.csv": GOOD, "my.toml": '[split]\ntest_size = "0.2"\n'},
        "data.csv --config my.toml",
        "my.toml:2",
        "write it without quotes",
    ),
    "an unknown format": ({"data.csv": GOOD}, "data.csv --format jsno", "", "did you mean 'json'"),
    "an unknown severity": ({"data.csv": GOOD}, "data.csv --fail-on fatal", "", "one of error, warning, note, never"),
    "a seed below zero": ({"data.csv": GOOD}, "data.csv --seed -1", "", "from 0 to 4294967295"),
    "no folder for the output": ({"data.csv": GOOD}, "data.csv -o there/report", "there/report", "no folder 'there'"),
    "a folder as output": ({"data.csv": GOOD}, "data.csv -o .", ".", "found a folder"),
}


@pytest.mark.parametrize(("files", "arguments", "place", "says"), BAD.values(), ids=BAD)
def test_bad_input_is_one_sentence(run: Run, files: dict[str, str | bytes], arguments: str, place: str, says: str) -> None:
    for name, content in files.items():
        write(name, content)

    ran = run(*arguments.split())

    assert_sentence(ran, place, says)


def assert_sentence(ran: Ran, place: str, says: str) -> None:
    assert ran.code == 2
    assert ran.out == ""
    begin = f"w2vcheck: {place}: expected " if place else "w2vcheck: Expected "
    assert ran.err.startswith(begin)
    assert ran.err.endswith(".\n")
    assert ran.err.count("\n") == 1
    for clause in (", found ", "; ", says):
        assert clause in ran.err


def test_a_folder_is_no_data(run: Run) -> None:
    Path("data").mkdir()

    assert_sentence(run("data"), "data", "give one file in it")


def test_a_long_file_without_line_breaks_is_refused_before_it_is_read(run: Run) -> None:
    write("data.csv", b"x" * 20_000_000)

    assert_sentence(run("data.csv"), "data.csv:1", "a first line below 1 MB")


def test_an_output_that_cannot_be_written_is_refused_before_the_audit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the audit has begun")

    monkeypatch.setattr(auditor, "audit", fail)

    assert_sentence(run(write("data.csv", GOOD), "--output", "data.csv/report"), "data.csv/report", "no folder 'data.csv'")


def test_a_defect_of_ours_never_looks_like_findings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(auditor, "audit", fail)
    ran = run(write("data.csv", GOOD))

    assert (ran.code, ran.out) == (2, "")
    assert "RuntimeError: broken inside" in ran.err
    assert ran.err.endswith("please report it.\n")


@pytest.mark.parametrize("arguments", [("data.csv", "more.csv"), ("data.csv", "--sed", "1"), ("data.csv", "--seed", "x")])
def test_wrong_usage_says_so_on_stderr(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert "Usage: " in ran.err
    assert "Error: " in ran.err
    assert "Traceback" not in ran.err


# --- good input: every way in ----------------------------------------------------------------------------------------------


def parquet(name: str) -> str:
    pl.DataFrame({"text": TEXTS, "label": SPELLED}).write_parquet(name)
    return name


WAYS: dict[str, tuple[Callable[[], str], list[str], int | None]] = {  # how to write it, options, line of the variant spelling
    "csv": (lambda: write("data.csv", SICK), [], VARIANT + 2),
    "semicolons": (lambda: write("data.csv", table("text,label", TEXTS, SPELLED, separator=";")), [], VARIANT + 2),
    "tsv": (lambda: write("data.tsv", table("text,label", TEXTS, SPELLED, separator="\t")), [], VARIANT + 2),
    "windows": (lambda: write("data.csv", SICK.replace("\n", "\r\n")), [], VARIANT + 2),
    "jsonl": (
        lambda: write(
            "data.jsonl", "".join(json.dumps({"text": a, "label": b}) + "\n" for a, b in zip(TEXTS, SPELLED, strict=True))
        ),
        [],
        VARIANT + 1,
    ),
    "parquet": (lambda: parquet("data.parquet"), [], None),
    "gzip": (lambda: write("data.csv.gz", gzip.compress(SICK.encode())), [], VARIANT + 2),
    "utf-8 with mark": (lambda: write("data.csv", SICK.encode("utf-8-sig")), [], VARIANT + 2),
    "utf-16": (lambda: write("data.csv", SICK.replace("soup", "sœup").encode("utf-16")), [], VARIANT + 2),
    "latin-1": (
        lambda: write("data.csv", SICK.replace("soup", "süppchen").encode("latin-1")),
        ["--encoding", "latin-1"],
        VARIANT + 2,
    ),
}


@pytest.mark.parametrize(("make", "options", "line"), WAYS.values(), ids=WAYS)
def test_every_form_of_file_says_the_same(run: Run, make: Callable[[], str], options: list[str], line: int | None) -> None:
    ran = run(make(), *options, "--select", "W2V103", "--format", "json")

    assert (ran.code, ran.err) == (1, "")
    (finding,) = ran.document["findings"]
    assert finding["measure"]["value"] == pytest.approx(1 / 60)
    assert (finding["locations"][0]["line"], finding["locations"][0]["row"]) == (line, VARIANT)
    assert ran.document["subject"]["rows"] == 60


def test_the_encoding_decides_what_labels_are_called(run: Run) -> None:
    labels = ["süß" if label == "food" else label for label in LABELS]
    write("data.csv", table("text,label", TEXTS[:40], [*labels[:39], "scharf…"]).encode("cp1252"))

    ran = run("data.csv", "--encoding", "cp1252", "--select", "W2V105")

    assert "süß: 19" in ran.out
    assert "scharf…: 1" in ran.out


def test_a_test_file_is_the_test_split(run: Run) -> None:
    write("data.csv", GOOD)
    write("test.csv", table("label,text", LABELS[:2], ["something new altogether", TEXTS[7]]))  # columns in another order

    ran = run("data.csv", "--test", "test.csv", "--select", "W2V302", "--format", "json")

    (finding,) = ran.document["findings"]
    assert (finding["measure"]["value"], finding["measure"]["n"]) == (0.5, 2)
    assert [(place["file"], place["line"]) for place in finding["locations"]] == [("test.csv", 3)]
    assert "line 9" in finding["evidence"][0]["says"]
    assert {"name": "split", "value": "60 train, 2 test (test rows from test.csv)"} in ran.document["subject"]["facts"]


def test_a_split_column_is_the_split(run: Run) -> None:
    parts = ["Test " if row % 4 == 0 else "dev" if row % 4 == 1 else "train" for row in range(60)]
    write("data.csv", table("text,label,role", TEXTS, LABELS, parts))

    ran = run("data.csv", "--split", "role", "--select", "W2V302", "--format", "json")

    assert {"name": "split", "value": "30 train, 15 test (column 'role')"} in ran.document["subject"]["facts"]
    assert [entry["measure"]["n"] for entry in ran.document["measures"]] == [15]


@pytest.mark.parametrize(
    ("features", "target"), [("0:2", "2"), ("a,b", "label"), ("a:b", "-1"), (":2", "label"), ("0,1", "2"), ("-3:-1", "2")]
)
def test_features_and_target_by_position_or_name(run: Run, features: str, target: str) -> None:
    write("data.csv", NUMBERS)

    ran = run("data.csv", f"--features={features}", f"--target={target}", "--select", "W2V304", "--format", "json")

    facts = {fact["name"]: fact["value"] for fact in ran.document["subject"]["facts"]}
    assert (facts["features"], facts["label"]) == ("2 columns", "column 'label'")
    assert not ran.codes


def test_a_feature_table_without_header_is_told_from_one_with(run: Run) -> None:
    bare = NUMBERS.split("\n", 1)[1].replace("food", "1").replace("device", "0")

    ran = run(write("data.csv", bare), "--features", "0:3", "--target", "2", "--select", "W2V304", "--format", "json")

    (finding,) = ran.document["findings"]
    assert "'2' is the label itself" in finding["message"]
    assert ran.document["subject"]["rows"] == 60


def test_rows_without_label_are_counted_and_left_out(run: Run) -> None:
    write("data.csv", table("text,label", TEXTS, ["" if row < 7 else label for row, label in enumerate(LABELS)]))

    ran = run("data.csv", "--select", "W2V105", "--format", "json")

    facts = {fact["name"]: fact["value"] for fact in ran.document["subject"]["facts"]}
    assert facts["label"] == "column 'label', 7 rows without one left out"
    assert ran.document["measures"][0]["measure"]["n"] == 53


def test_a_file_without_header_is_pointed_out(run: Run) -> None:
    write("data.csv", GOOD.split("\n", 1)[1])

    ran = run("data.csv", "--select", "W2V105", "--format", "json")

    assert any(guess.startswith("header: the first line; if its 'device'") for guess in ran.document["subject"]["guessed"])


# --- which rules, which exit code --------------------------------------------------------------------------------------------


def heard(ran: Ran) -> set[str]:
    """The rules that ran or said why they could not."""
    document = ran.document
    return {entry["code"] for part in ("measures", "findings", "skipped", "crashed") for entry in document[part]} - {""}


def test_the_configuration_may_name_the_data(run: Run) -> None:
    write("data.csv", SICK)
    write("w2vcheck.toml", 'source = "data.csv"\n')

    assert run("--select", "W2V103", "--format", "json").codes == {"W2V103"}


def test_select_and_ignore_take_codes_and_prefixes(run: Run) -> None:
    write("data.csv", GOOD)
    known = {one.rule.code for one in load_rules() if one.rule.checks}

    data = heard(run("data.csv", "--select", "W2V10", "--format", "json"))
    some = heard(run("data.csv", "--select", "w2v103, W2V3", "--ignore", "W2V30,W2V312", "--format", "json"))

    assert data == {code for code in known if code.startswith("W2V10")}
    assert some == {"W2V103"} | {code for code in known if code.startswith("W2V3") and code[:5] != "W2V30"} - {"W2V312"}


def test_an_ignored_rule_is_silent(run: Run) -> None:
    write("data.csv", SICK)

    assert run("data.csv", "--select", "W2V103,W2V104").code == 1
    assert run("data.csv", "--select", "W2V103,W2V104", "--ignore", "W2V103").code == 0


SEVERITIES = {
    Severity.ERROR: (SICK, "W2V103"),
    Severity.WARNING: (table("text,label", [*TEXTS, *TEXTS], LABELS * 2), "W2V302"),
    Severity.NOTE: (
        table("text,label", [f"row {max(1, row)} of many" for row in range(3000)], ["ab"[row % 2] for row in range(3000)]),
        "W2V108",
    ),
}


@pytest.mark.parametrize("severity", SEVERITIES)
@pytest.mark.parametrize("level", ["error", "warning", "note", "never", None])
def test_fail_on(run: Run, severity: Severity, level: str | None) -> None:
    content, code = SEVERITIES[severity]
    write("data.csv", content)
    write("w2vcheck.toml", "[rules.W2V302]\nerror_above = 1.0\n")

    ran = run("data.csv", "--select", code, "--format", "json", *(["--fail-on", level] if level else []))

    (finding,) = ran.document["findings"]
    assert finding["severity"] == severity
    fails = level != "never" and severity.rank <= Severity(level or "error").rank
    assert ran.code == int(fails)


def test_the_nearest_configuration_counts_and_the_command_line_wins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("w2vcheck.toml", 'fail_on = "never"\n[rules]\nselect = ["W2V103"]\n')
    Path("inner").mkdir()
    monkeypatch.chdir("inner")
    write("data.csv", SICK)

    assert run("data.csv").code == 0
    assert run("data.csv", "--fail-on", "error").code == 1
    assert heard(run("data.csv", "--format", "json")) == {"W2V103"}


# --- how the report comes out --------------------------------------------------------------------------------------------------


def test_a_whole_audit_of_texts_hears_every_rule(whole: Run) -> None:
    texts = [f"{text} and again {number}" for number in range(2) for text in TEXTS]
    write("data.csv", table("text,label,shop", texts, LABELS * 2, ["Leeds", "York", "Hull"] * 40))
    write("w2vcheck.toml", "[split]\ntest_size = 0.6\n")  # enough test rows to go without cross-validation

    ran = whole("data.csv", "--format", "json", "--seed", "3")

    document = ran.document
    assert ran.err == ""
    assert [rung["name"] for rung in document["ladder"]] == ["majority", "random-vectors", "word2vec", "tfidf"]
    assert not document["crashed"]
    assert document["settings"]["seed"] == 3
    assert heard(ran) == {one.rule.code for one in load_rules() if one.rule.checks}
    assert {"as-written"} == {entry["name"] for entry in document["skipped"] if not entry["code"]}


ODD = {
    "one row": table("text,label", TEXTS[:1], LABELS[:1]),
    "two rows": table("text,label", TEXTS[:2], LABELS[:2]),
    "twelve rows": table("text,label", TEXTS[:12], LABELS[:12]),
    "a class for each row": table("text,label", TEXTS[:9], [f"class {row}" for row in range(9)]),
    "one class": table("text,label", TEXTS[:30], ["food"] * 30),
    "one text": table("text,label", TEXTS[:1] * 30, LABELS[:30]),
    "no words": table("text,label", [f"!!! ??? {'.' * row}" for row in range(30)], LABELS[:30]),
    "empty texts": table("text,label", [""] * 30, LABELS[:30]),
    "constant numbers": table("text,b,label", [1] * 30, [2] * 30, LABELS[:30]),
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_tables_crash_nothing(whole: Run, content: str) -> None:
    write("data.csv", content)

    ran = whole("data.csv", "--text", "text", "--format", "json")

    assert (ran.code in {0, 1}, ran.err) == (True, "")
    assert ran.document["crashed"] == []
    assert heard(ran)


def test_github_format_has_one_command_a_finding(run: Run) -> None:
    ran = run(write("data.csv", SICK), "--select", "W2V103", "--format", "github")

    assert ran.code == 1
    assert ran.out.startswith(f"::error file=data.csv,line={VARIANT + 2},title=W2V103 label-variants::")
    assert ran.out.count("\n") == 1


def test_output_goes_to_the_file_and_nowhere_else(run: Run) -> None:
    write("data.csv", SICK)
    write("report.json", "old")
    options = ["data.csv", "--select", "W2V103", "--format", "json"]
    shown = run(*options).out

    ran = run(*options, "--output", "report.json")

    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert Path("report.json").read_text(encoding="utf-8") == shown
    assert sorted(path.name for path in Path().iterdir()) == ["data.csv", "report.json", "w2vcheck.toml"]
    assert stat.S_IMODE(Path("report.json").stat().st_mode) == stat.S_IMODE(Path("data.csv").stat().st_mode)


def test_a_pipe_as_output_is_written_to_and_stays_a_pipe(run: Run) -> None:
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)

    ran = run(write("data.csv", GOOD), "--select", "W2V103", "--format", "json", "-o", "pipe")

    with os.fdopen(reader) as received:
        assert json.loads(received.read())["findings"] == []
    assert (ran.code, ran.out) == (0, "")
    assert Path("pipe").is_fifo()


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))


def test_a_pipe_gets_80_plain_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    ran = run(write("data.csv", SICK), "--select", "W2V10,W2V30")

    assert "\x1b" not in ran.out
    assert 60 < max(map(cell_len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize(("setting", "colored"), [(None, True), ("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_no_color_says_otherwise(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: str | None, *, colored: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if setting is not None:
        monkeypatch.setenv("NO_COLOR", setting)
    on_a_terminal(monkeypatch, 100)

    ran = run(write("data.csv", SICK), "--select", "W2V103")

    assert ("\x1b[1;31m" in ran.out) == colored
    assert "W2V103" in ran.out


def test_verbose_lists_the_measures_that_passed(run: Run) -> None:
    write("data.csv", GOOD)

    short, long = run("data.csv", "--select", "W2V105"), run("data.csv", "--select", "W2V105", "-v")

    assert "1 measure passed; --verbose lists it" in short.out
    assert "rows of the smallest class" not in short.out
    assert "rows of the smallest class = 30 rows, from 60 rows" in " ".join(long.out.split())


def test_timings_are_only_there_when_asked_for(whole: Run) -> None:
    write("data.csv", NUMBERS)

    plain = whole("data.csv", "--select", "W2V103", "--format", "json").document
    timed = whole("data.csv", "--select", "W2V103", "--format", "json", "--timings").document

    assert not any("seconds" in rung for rung in plain["ladder"])
    assert all(rung["seconds"] >= 0 for rung in timed["ladder"])
