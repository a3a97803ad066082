"""`w2vcheck init`: a configuration that loads, says what was guessed, and gives the audit it promises."""

import inspect
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from w2vcheck import audit
from w2vcheck.cli.app import app
from w2vcheck.cli.show import create
from w2vcheck.errors import ConfigError, W2vcheckError
from w2vcheck.proposal.looking import Guess, Proposal, propose
from w2vcheck.proposal.writing import SHOWN, comments, text_of, value_of
from w2vcheck.sections import Word2VecSettings
from w2vcheck.settings import Settings, check_rules, load_settings

WORDS = ["parcel", "invoice", "order", "late", "paid", "lost", "twice", "door"]
SCRIPT = """from gensim.models import Word2Vec
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
import numpy as np
import pandas as pd

data = pd.read_csv("tickets.csv")
train, test = train_test_split(data, test_size=0.3, stratify=data.label, random_state=7)
texts = [text.split() for text in train.text]
model = Word2Vec(texts, vector_size=24, min_count=2, epochs=9)
X = np.array([np.mean([model.wv[word] for word in text if word in model.wv], axis=0) for text in texts])
classifier = LogisticRegression().fit(X, train.label)
print(classifier.score(X, train.label))
"""


def tickets(rows: int = 60, **more: list[object]) -> pl.DataFrame:
    texts = [" ".join(WORDS[(row * step + row // 7) % 8] for step in (1, 3, 5, 7)) + f" number {row}" for row in range(rows)]
    return pl.DataFrame({"text": texts, "label": ["delivery" if row % 3 else "billing" for row in range(rows)], **more})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder without any configuration above."""
    (tmp_path / "work" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def run(*arguments: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(app, ["init", *arguments])
    error = "" if ran.exception is None or isinstance(ran.exception, SystemExit) else str(ran.exception)
    return ran.exit_code, ran.output, error


def loaded() -> Settings:
    return load_settings("w2vcheck.toml", start=Path())


def uncommented(text: str) -> str:
    """The file with every setting in it switched on."""
    return re.sub(r"(?m)^# (?=\[|\w+ = )", "", text)


def test_columns_classes_and_split_are_told_with_their_reasons(place: Path) -> None:
    tickets(split=["test" if row % 4 == 0 else "train" for row in range(60)]).write_csv("tickets.csv")

    code, out, error = run("--no-audit")

    assert (code, error) == (0, "")
    assert out == "Wrote w2vcheck.toml: look at what it guesses, and correct it.\n"
    text = (place / "w2vcheck.toml").read_text(encoding="utf-8")
    assert 'source = "tickets.csv"  # 60 rows\n' in text
    assert 'text = "text"  # 6 words a text on average\n' in text
    assert 'label = "label"  # 2 classes, the largest 66.7 %\n' in text
    assert 'column = "split"  # its cells say train and test\n' in text
    assert tomllib.loads(text) == {
        "source": "tickets.csv",
        "data": {"text": "text", "label": "label"},
        "split": {"column": "split"},
    }


def test_the_first_audit_is_that_of_the_configuration(place: Path) -> None:
    tickets().write_csv("tickets.csv")

    code, out, error = run("--budget", "30")

    assert (code, error) == (0, "")
    assert "The first audit, in at most 30 s" in out
    assert "tickets.csv" in out.partition("takes its time.")[2]
    assert [one.name for one in place.iterdir() if one.name.startswith(".w2v")] == []


def test_the_audit_is_the_one_without_a_configuration(place: Path) -> None:
    tickets(author=[f"user{row % 9}" for row in range(60)]).write_csv("tickets.csv")
    without = audit("tickets.csv", ladder=False)
    assert run("--no-audit")[0] == 0

    promised = audit(config="w2vcheck.toml", ladder=False)

    assert [(one.code, one.message) for one in promised.findings] == [(one.code, one.message) for one in without.findings]
    assert promised.measures == without.measures
    assert (promised.subject.source, promised.subject.rows) == (without.subject.source, without.subject.rows)
    assert "W2V308" in (place / "w2vcheck.toml").read_text(encoding="utf-8")


def test_a_script_gives_the_experiment_with_its_lines(place: Path) -> None:
    tickets().write_csv("tickets.csv")
    (place / "train.py").write_text(SCRIPT)
    (place / "other.py").write_text("print('nothing to see')\n")

    assert run("--no-audit")[0] == 0

    known = loaded()
    assert (known.word2vec.vector_size, known.word2vec.min_count, known.word2vec.epochs) == (24, 2, 9)
    assert (known.split.test_size, known.split.seed, known.classifier.kind) == (0.3, 7, "logistic-regression")
    text = (place / "w2vcheck.toml").read_text(encoding="utf-8")
    assert "vector_size = 24  # train.py, line 10\n" in text
    assert "# The experiment is that of train.py." in text
    assert audit(config="w2vcheck.toml", ladder=False).experiments[0].accuracy is not None


def test_a_corpus_that_is_not_there_is_told_and_not_set(place: Path) -> None:
    tickets().write_csv("tickets.csv")
    (place / "train.py").write_text(
        "from gensim.models import Word2Vec\nmodel = Word2Vec(corpus_file='gone.txt', vector_size=9)\nprint(model.wv)\n"
    )

    assert run("--no-audit")[0] == 0

    assert loaded().word2vec.corpus is None
    audit(config="w2vcheck.toml", select=["W2V1"], ladder=False)


def test_training_and_test_files_go_together(place: Path) -> None:
    (place / "data").mkdir()
    tickets(80).write_csv("data/train.csv")
    tickets(20).write_csv("data/test.csv")

    assert run("--no-audit")[0] == 0

    assert (loaded().source, loaded().data.test) == ("data/train.csv", "data/test.csv")
    assert not loaded().has("split")


@pytest.mark.usefixtures("place")
def test_of_several_tables_the_largest_that_can_be_used_is_taken() -> None:
    tickets(30).write_csv("small.csv")
    tickets(90).write_csv("large.csv")
    pl.DataFrame({"a": ["x"] * 5000, "b": ["y"] * 5000}).write_csv("lookup.csv")

    assert run("--no-audit")[0] == 0

    assert loaded().source == "large.csv"
    assert "# Other tables here: 'lookup.csv', 'small.csv'." in Path("w2vcheck.toml").read_text(encoding="utf-8")


@pytest.mark.usefixtures("place")
def test_texts_without_spaces_are_cut_into_characters() -> None:
    texts = [f"我的包裹还没有到达请帮忙查询第{chr(0x4E00 + row)}号" for row in range(30)]
    pl.DataFrame({"text": texts, "label": ["a", "b"] * 15}).write_csv("data.csv")

    assert run("--no-audit")[0] == 0

    assert loaded().tokens.tokenizer == "characters"


def test_features_are_named_and_vectors_are_hinted_at(place: Path) -> None:
    columns = {f"v{column}": [row * column % 7 / 3 for row in range(40)] for column in range(1, 5)}
    pl.DataFrame({**columns, "label": ["a", "b"] * 20}).write_csv("data.csv")
    (place / "model.w2v").write_bytes(b"\0")

    assert run("--no-audit")[0] == 0

    assert loaded().data.features == ("v1", "v2", "v3", "v4")
    assert "# vectors = \"model.w2v\"  # 'model.w2v' lies here" in Path("w2vcheck.toml").read_text(encoding="utf-8")


def test_paths_are_from_the_folder_of_the_file(place: Path) -> None:
    (place / "conf").mkdir()
    tickets().write_csv("tickets.csv")

    assert run("tickets.csv", "--no-audit", "--output", "conf/w2vcheck.toml")[0] == 0

    assert load_settings("conf/w2vcheck.toml", start=Path()).source == "../tickets.csv"
    assert audit(config="conf/w2vcheck.toml", ladder=False, select=["W2V1"]).subject.rows == 60


def test_without_a_table_the_script_alone_is_enough(place: Path) -> None:
    (place / "train.py").write_text(SCRIPT)

    assert run() == (0, "Wrote w2vcheck.toml: look at what it guesses, and correct it.\n", "")
    assert loaded().source is None


def test_nothing_to_look_at_is_a_sentence(place: Path) -> None:
    code, _, error = run()

    assert code != 0
    assert error == (
        "Expected a table to look at in '.', such as data.csv, found none, and no training script either; "
        "name one: w2vcheck init data.csv."
    )
    assert not (place / "w2vcheck.toml").exists()


def test_a_toss_up_is_a_sentence_and_can_be_settled(place: Path) -> None:
    twice = tickets().with_columns(other=pl.col("text") + " again")
    twice.rename({"text": "first"}).write_csv("tickets.csv")

    code, _, error = run("--no-audit")
    settled = run("--no-audit", "--text", "first")

    assert code != 0
    assert "one column that is clearly the text" in error
    assert settled[0] == 0
    assert loaded().data.text == "first"
    assert place.exists()


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ("w2vcheck.toml", "w2vcheck.toml: expected no configuration yet, found one that exists"),
        ("pyproject.toml", "[tool.w2vcheck]"),
    ],
)
def test_nothing_is_overwritten(place: Path, there: str, says: str) -> None:
    tickets().write_csv("tickets.csv")
    (place / there).write_text("[tool.w2vcheck]\nseed = 3\n" if there == "pyproject.toml" else "seed = 3\n")
    before = {one.name: one.read_bytes() for one in place.iterdir() if one.is_file()}

    code, _, error = run()

    assert code != 0
    assert says in error
    assert {one.name: one.read_bytes() for one in place.iterdir() if one.is_file()} == before


@pytest.mark.parametrize("output", ["settings.yaml", "gone/w2vcheck.toml"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_read(place: Path, output: str) -> None:
    assert run("nowhere.csv", "--output", output)[2].startswith(("Expected a file that ends in .toml", "gone/w2vcheck.toml: "))
    assert place.exists()


def test_the_block_for_pyproject_is_printed_and_loads(place: Path) -> None:
    tickets().write_csv("tickets.csv")

    code, out, _ = run("--pyproject")
    (place / "pyproject.toml").write_text(out, encoding="utf-8")

    assert code == 0
    assert not (place / "w2vcheck.toml").exists()
    assert loaded_from("pyproject.toml").data.label == "label"
    (place / "pyproject.toml").write_text(uncommented(out), encoding="utf-8")
    assert loaded_from("pyproject.toml").has("rules")


def loaded_from(name: str) -> Settings:
    return load_settings(name, start=Path())


def test_it_works_without_a_terminal_and_writes_utf8_whatever_the_locale(place: Path) -> None:
    tickets().rename({"label": "catégorie 🏷", "text": "text"}).write_csv("tickets.csv")
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "cp1252"}
    environment |= {"PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    command = [sys.executable, "-m", "w2vcheck", "init", "--budget", "5"]

    ran = subprocess.run(command, cwd=place, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False)

    assert ran.returncode == 0, ran.stderr
    assert loaded().data.label == "catégorie 🏷"


# --- the text of the file ---------------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
VALUES = {
    "source": NAMES.filter(lambda name: "\0" not in name),
    "data.text": NAMES,
    "data.features": st.lists(NAMES, min_size=1, max_size=4).map(tuple),
    "split.test_size": st.floats(0.001, 0.999) | st.integers(1, 10**6),
    "word2vec.alpha": st.floats(allow_nan=False, allow_infinity=False),
    "word2vec.shrink_windows": st.booleans(),
    "classifier.layers": st.lists(st.integers(1, 1000), min_size=2, max_size=4).map(tuple),
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.fixed_dictionaries({}, optional=VALUES), why=NAMES, shared=st.booleans())
@example(values={"data.text": 'a "b" \\ \n # [c]\x7f'}, why="x\ny # z", shared=False)
def test_what_is_written_loads_as_it_was_meant(tmp_path: Path, *, values: dict[str, Any], why: str, shared: bool) -> None:
    proposal = Proposal({key: Guess(value, why) for key, value in values.items()}, (why,), {"data.encoding": why})
    name = "pyproject.toml" if shared else "w2vcheck.toml"
    (tmp_path / name).write_bytes(text_of(proposal, shared=shared).encode())

    known = load_settings(str(tmp_path / name), start=tmp_path)

    for key, value in values.items():
        table, _, last = key.rpartition(".")
        assert getattr(getattr(known, table) if table else known, last) == value
    assert known.written == {key.partition(".")[0] for key in values if "." in key}


@pytest.mark.parametrize("shared", [False, True])
def test_every_setting_that_is_commented_out_could_be_switched_on(tmp_path: Path, *, shared: bool) -> None:
    name = "pyproject.toml" if shared else "w2vcheck.toml"
    (tmp_path / name).write_text(uncommented(text_of(Proposal(), shared=shared)), encoding="utf-8")

    known = load_settings(str(tmp_path / name), start=tmp_path)

    check_rules(known, {})
    assert known.written >= {"data", "split", "word2vec", "tokens", "classifier", "rules"}
    assert known.word2vec.epochs == 5


def test_nothing_is_switched_on_by_what_is_commented_out(tmp_path: Path) -> None:
    (tmp_path / "w2vcheck.toml").write_text(text_of(Proposal()), encoding="utf-8")

    known = load_settings(str(tmp_path / "w2vcheck.toml"), start=tmp_path)

    assert known.written == frozenset()
    assert tomllib.loads(text_of(Proposal())) == {}


def test_the_defaults_that_are_shown_are_those_of_gensim_and_of_scikit_learn() -> None:
    from gensim.models import Word2Vec

    parameters = inspect.signature(Word2Vec.__init__).parameters
    shown = {key.partition(".")[2]: value for key, value in SHOWN.items() if key.startswith("word2vec.")}
    own = {name for name in shown if name not in parameters or parameters[name].default is None}
    assert own == {"corpus", "vectors", "max_vocab_size", "max_final_vocab"}
    assert {name: shown[name] for name in shown if name not in own} == {
        name: parameters[name].default for name in shown if name not in own
    }


def test_comments_are_those_of_the_declaration() -> None:
    assert comments(Word2VecSettings)["vector_size"] == "dimensions"
    assert comments(int) == {}


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (1e-05, "1e-05"), ((1, "a"), '[1, "a"]'), ('q"\\\t', '"q\\"\\\\\\t"'), ("\x00\x7f", '"\\u0000\\u007f"')],
)
def test_values_are_written_as_toml_reads_them(value: object, written: str) -> None:
    assert value_of(value) == written
    read = tomllib.loads(f"x = {written}")["x"]
    assert (tuple(read) if isinstance(read, list) else read) == value


# --- taking a name ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_created_whole_and_never_over_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool) -> None:
    if not links:
        monkeypatch.delattr("os.link")  # as on some systems
    file = tmp_path / "w2vcheck.toml"

    create(b"one", file)
    with pytest.raises(ConfigError, match="one that exists"):
        create(b"two", file)

    assert file.read_bytes() == b"one"
    assert [one.name for one in tmp_path.iterdir()] == ["w2vcheck.toml"]


def test_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        create(b"one", tmp_path / "gone" / "w2vcheck.toml")


def test_a_name_that_is_no_text_is_a_sentence(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = Proposal({"data.text": Guess("\udcff", "")})
    monkeypatch.setattr("w2vcheck.proposal.looking.propose", lambda *_, **__: bad)

    assert "names of files and columns that are text" in run()[2]
    assert not (place / "w2vcheck.toml").exists()


def test_looking_does_not_need_the_current_folder(tmp_path: Path) -> None:
    tickets().write_csv(tmp_path / "tickets.csv")

    found = propose(tmp_path, None)

    assert found.guesses["source"].value == "tickets.csv"
    with pytest.raises(W2vcheckError):
        propose(tmp_path, str(tmp_path / "gone.csv"))
