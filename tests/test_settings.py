import inspect
import json
import pickle
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from w2vcheck.errors import ConfigError
from w2vcheck.results import Location
from w2vcheck.sections import AcceptSettings, Word2VecSettings
from w2vcheck.settings import Settings, as_dict, check_rules, load_settings, options_for, override, resolve
from w2vcheck.toml_source import KeyPath, key_lines

EVERYTHING = """\
source = "reviews.csv"
seed = 7
fail_on = "warning"

[data]
text = "review"
label = "stars"
features = ["v0", 3]
target = 0
test = "held_out.csv"
encoding = "cp1252"

[split]
column = "part"
test_size = 0.25
stratify = true
shuffle = false
seed = 1

[word2vec]
vector_size = 50
window = 3
min_count = 0
sg = 1
alpha = 0
workers = 0
sample = 1e-4
corpus = "texts/all.txt"
vectors = "/models/v.kv"

[tokens]
tokenizer = "whitespace"
lowercase = false
column = "words"
pooling = "idf"

[classifier]
kind = "mlp"
layers = [
    6,  # one
    8,
    1,
]
activation = "relu"
output_activation = "sigmoid"
loss = "mse"
optimizer = "sgd"
learning_rate = 1
epochs = 10
batch_size = 4
dropout = 0
weight_decay = 0.1
class_weight = "balanced"

[rules]
select = ["W2V3"]
ignore = ["W2V302", "W2V303"]
W2V301.warn_above = 2

[rules.W2V304]
strict = true
"""


Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass(frozen=True, slots=True)
class SomeOptions:
    warn_above: float = 0.5
    rows: int = 20
    strict: bool = False
    unit: str = "rows"


KNOWN: dict[str, type | None] = {"W2V301": SomeOptions, "W2V302": None, "W2V304": SomeOptions, "W2V412": None}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()  # so that no search leaves the folder of the test
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(text: str, name: str = "w2vcheck.toml") -> Settings:
    Path(name).write_text(text, encoding="utf-8", newline="")
    return load_settings(name, start=Path())


def refused(text: str, name: str = "w2vcheck.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, name)
    assert caught.value.file == name
    return str(caught.value)


def line_of(settings: Settings, key: str) -> int | None:
    (place,) = settings.place(key)
    return place.line


def cases(table: str) -> list[tuple[str, str]]:
    """The lines `file -> what the error says` of a table, where ` | ` ends a line of the file."""
    rows = [line.partition(" -> ") for line in table.strip().splitlines()]
    return [(text.replace(" | ", "\n"), says) for text, _, says in rows]


# What is read


def test_without_a_file_everything_is_left_to_the_defaults() -> None:
    settings = load_settings(None, start=Path())
    assert settings == Settings()
    assert not settings.has("data")
    assert settings.place("data.text") == ()
    assert as_dict(settings) == {
        "seed": 0,
        "fail_on": "error",
        "ladder": True,
        "data": {},
        "split": {},
        "word2vec": {},
        "tokens": {},
        "classifier": {},
        "rules": {"select": ["ALL"], "ignore": [], "options": {}},
    }


def test_every_value_arrives_under_its_name_and_with_its_type() -> None:
    settings = read(EVERYTHING)
    assert (settings.source, settings.seed, settings.fail_on) == ("reviews.csv", 7, "warning")
    assert (settings.data.text, settings.data.features, settings.data.target) == ("review", ("v0", 3), 0)
    assert (settings.split.test_size, settings.split.stratify, settings.split.shuffle) == (0.25, True, False)
    assert (settings.word2vec.sg, settings.word2vec.sample, settings.word2vec.hs) == (1, 1e-4, None)
    assert type(settings.word2vec.alpha) is float
    assert (settings.tokens.tokenizer, settings.tokens.lowercase) == ("whitespace", False)
    assert (settings.classifier.layers, settings.classifier.class_weight) == ((6, 8, 1), "balanced")
    assert type(settings.classifier.learning_rate) is float
    assert (settings.rules.select, settings.rules.ignore) == (("W2V3",), ("W2V302", "W2V303"))
    assert settings.rules.options == {"W2V301": {"warn_above": 2}, "W2V304": {"strict": True}}
    assert settings.written == {"data", "split", "word2vec", "tokens", "classifier", "rules"}


def test_every_written_key_knows_its_line() -> None:
    settings = read(EVERYTHING)
    lines = EVERYTHING.splitlines()
    table = ""
    for number, line in enumerate(lines, 1):
        if header := re.fullmatch(r"\[(.+)\]", line):
            table = header[1]
            assert settings.places[table].line == number
        elif found := re.match(r"([\w.]+) = ", line):
            assert line_of(settings, f"{table}.{found[1]}".lstrip(".")) == number


def test_a_key_left_to_its_default_is_placed_at_its_table() -> None:
    settings = read("\n[split]\nseed = 1\n")
    assert settings.place("split.seed") == (Location("w2vcheck.toml", 3),)
    assert settings.place("split.test_size") == (Location("w2vcheck.toml", 2),)
    assert settings.place("split") == (Location("w2vcheck.toml", 2),)
    assert settings.place("word2vec.window") == ()
    assert settings.place("seed") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\nsplit = {shuffle = true, test_size = 5}", 2),
        ("split.shuffle = true\nsplit.test_size = 5", 2),
        ("\n\"split\" . 'test_size' = 5", 2),
        ('["sp\\u006cit"]\ntest_size = 5', 2),
        ("[data]\ntext = '''\n[split]\ntest_size = 3\n'''\n[split]\n# test_size = 4\ntest_size = 5", 8),
        ('[data]\nfeatures = [\n"[split]", # "\n]\n[split]\r\ntest_size = 5\r\n', 6),
        ("\ufeff[split]\ntest_size = 5", 2),
    ],
)
def test_a_key_is_found_however_it_is_written(text: str, line: int) -> None:
    settings = read(text)
    assert settings.split.test_size == 5
    assert type(settings.split.test_size) is int
    assert settings.has("split")
    assert line_of(settings, "split.test_size") == line


def test_settings_are_values() -> None:
    settings = read(EVERYTHING)
    assert settings == read(EVERYTHING)
    assert hash(settings) == hash(read(EVERYTHING))
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - made two calls ago
    with pytest.raises(FrozenInstanceError):
        settings.seed = 3  # type: ignore[misc]


def test_word2vec_settings_have_the_names_of_gensim() -> None:
    from gensim.models import Word2Vec

    ours = {each.name for each in fields(Word2VecSettings)} - {"corpus", "vectors"}
    theirs = set(inspect.signature(Word2Vec).parameters)
    assert ours <= theirs
    assert theirs - ours == {
        "sentences",
        "corpus_file",
        "hashfxn",
        "null_word",
        "trim_rule",
        "compute_loss",
        "callbacks",
        "comment",
    }


# Where the file is looked for


def test_the_own_file_wins_over_pyproject(folder: Path) -> None:
    Path("pyproject.toml").write_text("[tool.w2vcheck]\nseed = 2\n")
    assert load_settings(None, start=folder).seed == 2
    Path("w2vcheck.toml").write_text("seed = 1\n")
    assert load_settings(None, start=folder).seed == 1


def test_the_nearest_file_wins_and_is_named_from_the_current_folder(folder: Path) -> None:
    (folder / "a" / "b").mkdir(parents=True)
    Path("w2vcheck.toml").write_text("seed = 1\n")
    Path("a/w2vcheck.toml").write_text("\nseed = 2\n")
    settings = load_settings(None, start=Path("a/b"))
    assert settings.seed == 2
    assert settings.place("seed") == (Location(str(Path("a/w2vcheck.toml")), 2),)
    assert settings.folder == "a"


def test_a_file_above_the_current_folder_is_named_in_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a").mkdir()
    Path("w2vcheck.toml").write_text("seed = 1\n")
    monkeypatch.chdir(folder / "a")
    settings = load_settings(None, start=Path())
    assert settings.place("seed") == (Location(str(folder / "w2vcheck.toml"), 1),)
    assert settings.folder == str(folder)


def test_the_search_ends_at_a_repository(folder: Path) -> None:
    (folder / "a" / ".git").mkdir(parents=True)
    Path("w2vcheck.toml").write_text("seed = 1\n")
    assert load_settings(None, start=folder / "a") == Settings()


def test_a_folder_that_cannot_be_looked_into_is_passed_over() -> None:
    Path("w2vcheck.toml").write_text("seed = 1\n")
    assert load_settings(None, start=Path("x" * 300)).seed == 1  # a name longer than any file system takes


def test_a_pyproject_of_others_is_passed_over(folder: Path) -> None:
    (folder / "a").mkdir()
    Path("w2vcheck.toml").write_text("seed = 1\n")
    Path("a/pyproject.toml").write_text('[project]\nname = "w2vcheck-user"\n[tool]\nruff = {}\n')
    assert load_settings(None, start=Path("a")).seed == 1
    Path("a/pyproject.toml").write_bytes(b"\xff broken = ")
    assert load_settings(None, start=Path("a")).seed == 1


def test_pyproject_lines_count_from_its_top() -> None:
    text = '[project]\nname = "x"\n\n[tool.w2vcheck]\nseed = 3\n[tool.w2vcheck.split]\ntest_size = 0.2\n'
    settings = read(text, "pyproject.toml")
    assert (settings.seed, settings.split.test_size) == (3, 0.2)
    assert line_of(settings, "split.test_size") == 7
    assert line_of(settings, "split") == 6
    assert settings.places.keys() == {"seed", "split", "split.test_size"}
    assert settings.has("split")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[project]\n", "pyproject.toml: expected a table [tool.w2vcheck], found none; "),
        ("\n[tool]\nw2vcheck = 3\n", "pyproject.toml:3: expected a table [tool.w2vcheck], found a single value; "),
        (
            "[tool.w2vcheck]\n[tool.w2vcheck.splitt]\n",
            "pyproject.toml:2: expected a table or setting of w2vcheck, found 'splitt'; ",
        ),
    ],
)
def test_a_pyproject_that_does_not_fit_is_refused(text: str, says: str) -> None:
    assert refused(text, "pyproject.toml").startswith(says)


def test_a_missing_file_is_a_sentence(folder: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"^nowhere\.toml: expected a configuration file, found no such file; check the path\.$"
    ):
        load_settings("nowhere.toml", start=folder)


def test_a_folder_is_a_sentence(folder: Path) -> None:
    with pytest.raises(ConfigError, match="found a folder"):
        load_settings(str(folder), start=folder)


def test_a_file_that_cannot_be_read_is_a_sentence() -> None:
    Path("a.toml").touch()
    with pytest.raises(
        ConfigError, match=r"^a\.toml/b\.toml: expected a configuration file that can be read, found not a directory;"
    ):
        load_settings("a.toml/b.toml", start=Path())


def test_a_file_in_another_encoding_is_a_sentence() -> None:
    Path("w2vcheck.toml").write_bytes("seed = 1\n[data]\ntext = 'é'\n".encode("latin-1"))
    with pytest.raises(
        ConfigError, match=r"^w2vcheck\.toml:3: expected UTF-8 text, found the byte 0xe9; save the file as UTF-8\.$"
    ):
        load_settings(None, start=Path())


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("seed = 1\nseed 2\n", "w2vcheck.toml:2:6: expected valid TOML, found a mistake (expected '=' after a key"),
        ("[data]\ntext = 'a\n", "w2vcheck.toml:2:"),
        ("[data]\n\ntext = \n", "w2vcheck.toml:3:"),
        ("[data]\nfeatures = [1,\n2\n", "w2vcheck.toml:3: "),
        ("seed = " + "9" * 5000, "w2vcheck.toml: expected TOML of a sensible size"),
        ("seed = " + "[" * 50_000, "w2vcheck.toml: expected TOML of a sensible size"),
    ],
)
def test_broken_toml_is_placed(text: str, where: str) -> None:
    assert refused(text).startswith(where)


# What is refused


WRONG = r"""
[classifier] | loss = 'msee' -> expected one of mse, bce, bce_with_logits, cross_entropy, nll for classifier.loss, found 'msee';
[classifier] | activation = 'relo' -> relu, tanh, sigmoid, none for classifier.activation, found 'relo'; did you mean 'relu'.
[classifier] | activation = 'swish' -> found 'swish'; correct it or leave it out.
[classifier] | class_weight = 'Balanced' -> expected 'balanced' for classifier.class_weight, found 'Balanced'; did you mean
[classifier] | class_weight = true -> found true;
[classifier] | layers = [6] -> expected a list of two or more whole numbers of at least 1 for classifier.layers, found [6];
[classifier] | layers = [6, 0] -> found [6, 0];
[classifier] | layers = [6, 1.0] -> found [6, 1.0];
[classifier] | layers = 6 -> found 6; write it as a list, in square brackets.
[classifier] | learning_rate = 0 -> expected a number above 0 for classifier.learning_rate, found 0;
[classifier] | learning_rate = nan -> found nan;
[classifier] | learning_rate = inf -> found inf;
[classifier] | learning_rate = '1e-3' -> found '1e-3'; write it without quotes.
[classifier] | epochs = 0 -> expected a whole number of at least 1 for classifier.epochs, found 0;
[classifier] | epochs = 2.0 -> found 2.0;
[classifier] | epochs = true -> found true;
[classifier] | dropout = 1 -> expected a share from 0 to below 1 for classifier.dropout, found 1;
[word2vec] | epochs = 0 -> for word2vec.epochs, found 0;
[word2vec] | vector_size = 0 -> for word2vec.vector_size, found 0;
[word2vec] | vector_size = 1979-05-27 -> found 1979-05-27;
[word2vec] | sg = 2 -> expected 0 or 1 for word2vec.sg, found 2;
[word2vec] | sg = true -> found true;
[word2vec] | sample = -1 -> expected a number of at least 0 for word2vec.sample
[word2vec] | corpus = '' -> expected a path for word2vec.corpus, found '';
[split] | test_size = 0 -> expected a share between 0 and 1 or a whole number of rows of at least 1 for split.test_size, found 0;
[split] | test_size = 1.0 -> found 1.0;
[split] | test_size = true -> found true;
[split] | stratify = 'true' -> expected true or false for split.stratify, found 'true'; write it without quotes.
[split] | stratify = 1 -> found 1;
[split] | seed = -1 -> for split.seed, found -1;
seed = 4294967296 -> expected a whole number from 0 to 4294967295 for seed
[data] | features = 3 -> expected a text or a list of texts or whole numbers for data.features, found 3; write it as a list
[data] | features = [1.5] -> found [1.5];
[data.text] | x = 1 -> expected a text for data.text, found a table;
fail_on = 'errors' -> expected one of error, warning, note, never for fail_on, found 'errors'; did you mean 'error'.
data = 3 -> expected a table [data], found 3;
[[data]] |  -> expected a table [data], found [a table];
[rules] | select = 'W2V3' -> expected a list of texts for rules.select, found 'W2V3'; write it as a list
[rules] | selct = ['W2V3'] -> expected select, ignore, pedantic or the table of a rule in [rules], found 'selct';
[rules.W2V301] | warn_above = [1] -> expected a number, a text, true or false for rules.W2V301.warn_above
"""


@pytest.mark.parametrize(("text", "says"), cases(WRONG))
def test_a_wrong_value_is_a_sentence_with_its_line(text: str, says: str) -> None:
    message = refused(text)
    assert says in message
    assert message.startswith(f"w2vcheck.toml:{1 + text.rstrip().count(chr(10)) if '[data.text]' not in text else 1}: ")


def test_a_value_is_repeated_only_where_it_is_short() -> None:
    endless = "0x" + "f" * 5000  # too long for Python to print
    assert "found a whole number of more than 64 bits;" in refused(f"[word2vec]\nwindow = {endless}")
    assert "found a whole number of more than 64 bits;" in refused(f"[word2vec]\nalpha = {endless}")
    assert "found [a whole number of more than 64 bits];" in refused(f"[classifier]\nlayers = [{endless}]")
    assert "found a list of 100;" in refused(f"[classifier]\nlayers = {[0] * 100}")
    assert f"found '{'x' * 60}…';" in refused(f"[classifier]\nkind = '{'x' * 99}'")


UNKNOWN = r"""
[splitt] |  -> w2vcheck.toml:1: expected a table or setting of w2vcheck, found 'splitt'; did you mean 'split'.
[data] |  | txt = 'a' -> w2vcheck.toml:3: expected a setting of [data], found 'txt'; did you mean 'text'.
[data] | TEXT = 'a' -> did you mean 'text'.
[data] | test_size = 1 -> did you mean 'split.test_size'.
epochs = 1 -> did you mean 'word2vec.epochs' or 'classifier.epochs'.
[word2vec] | size = 1 -> did you mean 'vector_size'.
[word2vec] | iter = 1 -> did you mean 'epochs'.
[data] | zzz = 1 -> found 'zzz'; choose from text, label, features, target, test, encoding, sample_rows, engine,
[data.zzz.yyy] |  -> found 'zzz';
'split.test_size' = 0.1 -> found 'split.test_size';
folder = 'a' -> found 'folder';
[places] |  -> found 'places';
[tool.w2vcheck.data] | text = 'a' -> only pyproject.toml has them under [tool.w2vcheck].
'\u001b[2J' = 1 -> found '\\u001b[2J';
"\u001b[2J" = 1 -> found '\x1b[2J';
"""


@pytest.mark.parametrize(("text", "says"), cases(UNKNOWN))
def test_an_unknown_key_is_a_sentence_with_advice(text: str, says: str) -> None:
    assert says in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "[split]\ntest_size = 1",
        "[split]\ntest_size = 0.999",
        "[classifier]\ndropout = 0.0",
        "[classifier]\nlayers = [1, 1]",
        "[word2vec]\nalpha = -0.1\nworkers = 0\nnegative = 0\nsample = 0\nmin_count = 0",  # faults, but possible ones
        "seed = 4294967295",
        "[rules]\nselect = []",
        "[rules.W2V301]\n",
    ],
)
def test_the_ends_of_the_ranges_are_allowed(text: str) -> None:
    read(text)


# The command line


def test_the_command_line_wins_and_has_no_place() -> None:
    settings = read("seed = 1\n[split]\ntest_size = 0.25\nseed = 2\n")
    ours = override(settings, {"split.test_size": 0.1, "seed": 5, "rules.select": ("W2V3",), "data.text": None})
    assert (ours.split.test_size, ours.split.seed, ours.seed, ours.rules.select) == (0.1, 2, 5, ("W2V3",))
    assert ours.place("split.test_size") == ()
    assert "split.test_size" not in ours.places
    assert ours.place("seed") == ()
    assert line_of(ours, "split.seed") == 4
    assert ours.has("rules")
    assert not ours.has("data")
    assert settings == read("seed = 1\n[split]\ntest_size = 0.25\nseed = 2\n")


def test_nothing_given_changes_nothing() -> None:
    settings = read(EVERYTHING)
    assert override(settings, {"data.text": None}) == settings
    assert override(settings, {}) == settings


def test_rule_options_of_the_command_line_join_those_of_the_file() -> None:
    settings = read("[rules.W2V301]\nrows = 3\nunit = 'a'\n")
    ours = override(settings, {"rules.W2V301.rows": 4, "rules.W2V304.strict": True})
    assert ours.rules.options == {"W2V301": {"rows": 4, "unit": "a"}, "W2V304": {"strict": True}}
    assert settings.rules.options == {"W2V301": {"rows": 3, "unit": "a"}}
    assert ours.place("rules.W2V301.rows") == ()
    assert line_of(ours, "rules.W2V301.unit") == 3


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"split.test_size": 0}, "Expected a share between 0 and 1 or"),
        ({"split.test_size": "0.2"}, "write it without quotes"),
        ({"classifier.activation": "relo"}, "did you mean 'relu'"),
        ({"rules.select": "W2V3"}, "Expected a list of texts for rules.select, found 'W2V3'"),
        ({"rules.W2V301.rows": [1]}, "for rules.W2V301.rows, found [1]"),
        ({"rules.W2V301": 1}, "found 'W2V301'"),
        ({"data.txt": "a"}, "Expected a setting of [data], found 'txt'"),
        ({"dta.text": "a"}, "found 'dta'; did you mean 'data'"),
        ({"data.text.more": "a"}, "found 'text.more'"),
        ({"data": "a"}, "Expected a table [data], found 'a'"),
    ],
)
def test_the_command_line_is_checked_as_the_file_is(values: dict[str, object], says: str) -> None:
    settings = read("[split]\ntest_size = 0.2\n[classifier]\nactivation = 'tanh'\n[rules]\nselect = []")
    with pytest.raises(ConfigError) as caught:
        override(settings, values)
    assert says in str(caught.value)
    assert (caught.value.file, caught.value.line) == (None, None)


def test_paths_of_the_file_start_at_its_folder(folder: Path) -> None:
    (folder / "conf").mkdir()
    text = "[data]\ntest = 't.csv'\n[word2vec]\ncorpus = 'c.txt'\nvectors = '/v.kv'\n"
    settings = read(text, "conf/w2vcheck.toml")
    assert settings.data.test is not None
    assert resolve(settings, settings.data.test) == Path("conf/t.csv")
    assert resolve(settings, "/v.kv") == Path("/v.kv")
    ours = override(settings, {"data.test": "mine.csv", "source": "data.csv"})
    assert resolve(ours, "mine.csv") == Path("mine.csv")
    assert resolve(ours, "data.csv") == Path("data.csv")
    assert resolve(ours, "c.txt") == Path("conf/c.txt")
    assert resolve(Settings(), "t.csv") == Path("t.csv")


# Rules


@pytest.mark.parametrize("code", ["ALL", "W2V3", "W2V302", "W", "W2V4"])
def test_codes_and_their_prefixes_are_known(code: str) -> None:
    check_rules(override(Settings(), {"rules.select": [code], "rules.ignore": [code]}), KNOWN)


NO_SUCH_RULE = r"""
[rules] |  | select = ['W2V3O'] -> w2vcheck.toml:3: expected the code of a rule for rules.select, found 'W2V3O'; did you mean 'W2V
[rules] | select = ['W2V3O2'] -> found 'W2V3O2'; did you mean 'W2V302'.
[rules] | ignore = ['w2v3'] -> w2vcheck.toml:2: expected the code of a rule for rules.ignore, found 'w2v3'; did you mean 'W2V3'.
[rules] | ignore = ['all'] -> did you mean 'ALL'.
[rules] | ignore = [''] -> run 'w2vcheck rules' to see all codes.
[rules] | ignore = ['duplicates'] -> run 'w2vcheck rules' to see all codes.
 | [rules.W2V3] | x = 1 -> w2vcheck.toml:2: expected the code of a rule for rules.W2V3, found 'W2V3'; did you mean 'W2V30
 | [rules.W2V31] |  -> w2vcheck.toml:2: expected the code of a rule for rules.W2V31, found 'W2V31'; did you mean 'W2V301'.
[rules.W2V301] | warn_abov = 1 -> w2vcheck.toml:2: expected an option of W2V301, found 'warn_abov'; did you mean 'warn_above'.
[rules.W2V301] | zzz = 1 -> choose from warn_above, rows, strict, unit.
[rules.W2V302] | rows = 1 -> w2vcheck.toml:2: expected an option of W2V302, found 'rows'; remove it, the rule has no options.
[rules.W2V301] | rows = 1.5 -> w2vcheck.toml:2: expected a whole number for rules.W2V301.rows, found 1.5;
[rules.W2V301] | rows = true -> found true;
rules.W2V301 = {unit = 3} -> w2vcheck.toml:1: expected a text for rules.W2V301.unit, found 3;
"""


@pytest.mark.parametrize(("text", "says"), cases(NO_SUCH_RULE))
def test_rules_that_do_not_exist_are_refused(text: str, says: str) -> None:
    settings = read(text)
    with pytest.raises(ConfigError) as caught:
        check_rules(settings, KNOWN)
    assert says in str(caught.value)


def test_options_are_the_defaults_and_what_is_written() -> None:
    settings = read("[rules.W2V301]\nwarn_above = 2\nstrict = true")
    check_rules(settings, KNOWN)
    options = options_for(settings, "W2V301", SomeOptions)
    assert options == SomeOptions(warn_above=2.0, strict=True)
    assert type(options.warn_above) is float
    assert options_for(settings, "W2V304", SomeOptions) == SomeOptions()
    with pytest.raises(ConfigError, match="found 'warn'"):
        options_for(override(settings, {"rules.W2V301.warn": 1}), "W2V301", SomeOptions)


# The report


def test_the_report_gets_plain_json_in_a_fixed_order() -> None:
    settings = read(EVERYTHING)
    plain = as_dict(settings)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert list(plain) == ["source", "seed", "fail_on", "ladder", "data", "split", "word2vec", "tokens", "classifier", "rules"]
    written = tomllib.loads(EVERYTHING)
    options = {code: written["rules"].pop(code) for code in ("W2V301", "W2V304")}
    assert plain == written | {"ladder": True, "rules": written["rules"] | {"options": options}}
    turned = replace(settings, rules=replace(settings.rules, options=dict(sorted(settings.rules.options.items(), reverse=True))))
    assert json.dumps(as_dict(turned)) == json.dumps(plain)


def test_importing_the_settings_imports_nothing_heavy() -> None:
    heavy = {"numpy", "polars", "narwhals", "gensim", "torch", "sklearn", "rich"}
    code = f"import sys, w2vcheck.settings; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert shown.stdout.strip() == "[]"


# Lines of arbitrary documents

SCALARS = (
    "1",
    "-0.5e3",
    "+inf",
    "0xFF",
    "1979-05-27T07:32:00Z",
    "1979-05-27 07:32:00.5",
    "true",
    '""',
    "''",
    '""""""',
    "''''''",
    '"a = 1 # no"',
    "'[t]'",
    '"\\" = \\\\"',
    "'\\'",
    '"""\nx = 1\n[t]\n"""',
    "'''\ny = '' # \n'''",
    '""""quoted" at both ends"""""',
    '"""one quote more""""',
    "''''quoted' at both ends'''''",
    '"""one \\\n   two \\""" = """',
    "[]",
    "{}",
)
NAMES = ("k", "a b", "x.y", "#", "=", "[t]", "{", ",", "é", 'q"q', "back\\slash", "it's", "-", "3")


class Writer:
    """Writes a TOML document as `draw` decides, and remembers the line of every key."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[KeyPath, int] = {}
        self.numbers = count()
        self.tables: list[KeyPath] = []
        self.arrays: list[KeyPath] = []
        self.numbered: dict[KeyPath, int] = {}  # the keys of arrays of tables, by the number of the element
        self.table: KeyPath = ()

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def keys(self, path: KeyPath, names: KeyPath) -> KeyPath:
        for position, name in enumerate(names):
            self.text += self.pick(".", " . ", "\t.") if position else ""
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
            forms = (
                [json.dumps(name), json.dumps(name, ensure_ascii=False)] + [name] * bool(bare) + [f"'{name}'"] * ("'" not in name)
            )
            self.text += self.pick(*forms)
            path += (name,)
            self.lines.setdefault(path, self.text.count("\n") + 1)
        return path

    def fresh(self, longest: int = 3) -> KeyPath:
        return tuple(f"{self.pick(*NAMES)}{next(self.numbers)}" for _ in range(self.pick(*range(1, longest + 1))))

    def value(self, path: KeyPath, depth: int = 0) -> None:
        kind = self.pick("scalar", "scalar", "array", "table") if depth < 3 else "scalar"
        if kind == "scalar":
            self.text += self.pick(*SCALARS)
            return
        self.text += "[" if kind == "array" else "{"
        space = ("", " ", "\n", " # ] } , [\n") if kind == "array" else ("", " ")
        for position in range(self.pick(0, 1, 3)):
            self.text += ("," if position else "") + self.pick(*space)
            inner = path if kind == "array" else self.keys(path, self.fresh(2))
            self.text += "" if kind == "array" else self.pick("=", " = ")
            self.value(inner, depth + 1)
            self.text += self.pick(*space)
        self.text += "]" if kind == "array" else "}"

    def header(self) -> KeyPath:
        if self.pick(True, False):
            again = self.arrays and self.pick(True, False)
            known, names = self.pick(*self.arrays) if again else (), () if again else self.fresh()
            self.text += self.pick("[[", "[[ ")
            path = self.keys((), known + names)
            self.text += self.pick("]]", " ]]")
            self.table = (*path, str(self.arrays.count(path)))
            self.numbered[self.table] = self.text.count("\n") + 1
            self.arrays.append(path)
        else:
            known = self.pick((), *self.tables)
            self.text += self.pick("[", "[ ")
            path = self.keys((), known + self.fresh())
            self.text += self.pick("]", " ]")
            self.table = ()
        self.tables.append(path)
        return path

    def document(self) -> None:
        path: KeyPath = ()
        for _ in range(self.pick(1, 3, 6)):
            self.text += self.pick("", "\n", "  ", "# [no]\n", '# """\n')
            if self.pick("header", "value", "value") == "header":
                path = self.header()
            else:
                inner = self.keys(path, self.fresh())
                if self.table:
                    for length in range(len(path) + 1, len(inner) + 1):
                        whole = self.table + inner[len(path) : length]
                        self.numbered.setdefault(whole, self.text.count("\n") + 1)
                self.text += self.pick("=", " = ", "\t=\t")
                self.value(inner)
            self.text += self.pick("\n", " # it's = 1\n", "\n\n")


@st.composite
def documents(draw: Draw) -> tuple[str, dict[KeyPath, int], dict[KeyPath, int]]:
    writer = Writer(draw)
    writer.document()
    return writer.text, writer.lines, writer.numbered


def all_keys(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield (*path, name)
            yield from all_keys(inner, (*path, name))
    elif isinstance(value, list):
        for item in value:
            yield from all_keys(item, path)


@given(documents())
def test_every_key_of_any_document_is_found_on_its_line(
    document: tuple[str, dict[KeyPath, int], dict[KeyPath, int]],
) -> None:
    text, lines, numbered = document
    assert set(all_keys(tomllib.loads(text))) == lines.keys()
    assert key_lines(text) == lines | numbered


@given(
    st.one_of(
        documents().map(lambda document: document[0].encode()),
        st.binary(max_size=40),
        st.text("[]{}=.,\"'#\n a1\\").map(str.encode),
    )
)
def test_whatever_stands_in_the_file_the_answer_is_settings_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    try:
        assert isinstance(load_settings(str(file), start=Path()), Settings)
    except ConfigError as error:
        assert re.fullmatch(r".*any\.toml(:\d+){0,2}: expected .+, found .+; .+\.", str(error), re.DOTALL)  # noqa: PT017 - either outcome is right


ACCEPT = '[[accept]]\nrule = "W2V302"\nreason = "known"\n'


def test_an_acceptance_is_read_with_its_date() -> None:
    settings = read(f'seed = 1\n{ACCEPT}until = 2027-01-31\nmatch = "a"\n\n{ACCEPT}')

    assert settings.accept == (
        AcceptSettings("W2V302", "known", "a", date(2027, 1, 31)),
        AcceptSettings("W2V302", "known"),
    )
    assert "accept" not in as_dict(settings)


def test_acceptances_may_stand_in_pyproject_and_in_one_line() -> None:
    shared = read(ACCEPT.replace("[[", "[[tool.w2vcheck."), "pyproject.toml")

    assert shared.accept == (AcceptSettings("W2V302", "known"),) == read('accept = [{rule="W2V302", reason="known"}]').accept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f'{ACCEPT}{ACCEPT}until = "2027-01-31"\n', ":7: expected a date such as 2027-01-31 for until in [[accept]], found "),
        (f"{ACCEPT}until = 2027-01-31T10:00:00\n", ":4: expected a date such as 2027-01-31 for until"),
        (f"{ACCEPT}until = 3\n", ":4: expected a date such as"),
        (f"{ACCEPT}untill = 3\n", ":4: expected a setting of [[accept]], found 'untill'; did you mean 'until'."),
        (f'{ACCEPT}{ACCEPT}match = ""\n', ":7: expected a text that is not empty for match in [[accept]]"),
        ('[[accept]]\nrule = "W2V302"\nreason = "  "\n', ":3: expected a text that is not empty for reason in [[accept]]"),
        (f'{ACCEPT}[[accept]]\nrule = "W2V302"\n', ":4: expected a reason in each [[accept]], found none; say in a few words"),
        (f'{ACCEPT}[[accept]]\nreason = "so"\n', ":4: expected a rule in each [[accept]], found none; name the rule"),
        ('[accept]\nrule = "W2V302"\n', ":1: expected tables [[accept]], found a table; write each acceptance"),
        ("accept = [3]\n", ":1: expected tables [[accept]], found [3]"),
        ("accept = [{reason = 3}]\n", ":1: expected a text that is not empty for reason in [[accept]], found 3"),
        ("min_accuracy = 80\n", ":1: expected an accuracy above 0 and at most 1 for min_accuracy, found 80"),
        ("max_drop = 1.0\n", ":1: expected a share from 0 to below 1 for max_drop"),
        ("worse_than = -1\n", ":1: expected a number of at least 0 for worse_than"),
        ("strict_baseline = 1\n", ":1: expected true or false for strict_baseline"),
        ('accpt = "x"\n', "found 'accpt'; did you mean 'accept'"),
    ],
)
def test_a_wrong_acceptance_or_gate_is_refused_on_its_line(text: str, says: str) -> None:
    assert says in refused(text)


def test_a_date_in_quotes_is_told_to_lose_them() -> None:
    assert refused(f'{ACCEPT}until = "2027-01-31"\n').endswith("; write it without quotes.")


def test_an_acceptance_of_a_rule_there_is_not_is_refused_on_its_line() -> None:
    settings = read(f'{ACCEPT}[[accept]]\nrule = "W2V320"\nreason = "so"\n')

    with pytest.raises(ConfigError, match=r"^w2vcheck\.toml:5: expected the code of a rule for rule in \[\[accept\]\], found"):
        check_rules(settings, KNOWN)
    check_rules(read(ACCEPT), KNOWN)
    with pytest.raises(ConfigError, match=r"^Expected the code of a rule for rule in"):
        check_rules(override(Settings(), {"accept": [{"rule": "W2V9", "reason": "so"}]}), KNOWN)
