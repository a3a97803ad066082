from pathlib import Path

import polars as pl
import pytest

from w2vcheck.artefacts import Store
from w2vcheck.data.columns import Columns
from w2vcheck.data.dataset import Dataset, dataset
from w2vcheck.data.table import from_frame, read_table
from w2vcheck.errors import DataError
from w2vcheck.settings import Settings, override

Frame = dict[str, list[object]]
ROWS = 120

WORDS = ["flight", "delayed", "again", "never", "thanks", "crew", "friendly", "lost", "bag", "hours", "seat", "late"]


def sentence(row: int, words: int = 9) -> str:
    return " ".join(WORDS[(row * step + step) % len(WORDS)] for step in range(1, words)) + f" {row}"


def some(*values: object) -> list[object]:
    """These values in turn, one a row."""
    return [values[row % len(values)] for row in range(ROWS)]


TEXTS: list[object] = [sentence(row) for row in range(ROWS)]
LABELS = some("good", "bad", "neutral")
FIGURES: list[object] = [f"{(row * 37 % 101) / 7:.4f}" for row in range(ROWS)]


def look(frame: Frame, options: dict[str, object] | None = None, test: Frame | None = None) -> Columns:
    rows = dataset(from_frame(pl.DataFrame(frame)), None if test is None else from_frame(pl.DataFrame(test)))
    return Store({Dataset: rows, Settings: override(Settings(), options or {})}).get(Columns)


def refusal(frame: Frame, options: dict[str, object] | None = None) -> str:
    with pytest.raises(DataError) as caught:
        look(frame, options)
    return str(caught.value).removeprefix("DataFrame: ")


# --- guessing on tables as people publish them ----------------------------------------------------------------------------


def test_tweets_about_airlines() -> None:
    found = look({
        "tweet_id": [570306133677760513 + row * 7 for row in range(ROWS)],
        "airline_sentiment": some("negative", "neutral", "positive"),
        "negativereason": some("Late Flight", None, "Customer Service Issue", "Bad Flight"),
        "airline": some("United", "Delta", "US Airways", "Virgin America"),
        "text": TEXTS,
        "tweet_created": [f"2015-02-24 11:{row % 60:02}:{row % 7:02} -0800" for row in range(ROWS)],
    })  # fmt: skip

    assert (found.text, found.label) == ("text", "airline_sentiment")
    assert found.beside == ("tweet_id", "negativereason", "airline", "tweet_created")
    assert found.features == ()
    assert found.split is None
    assert found.guessed == (
        "text: column 'text' (override with --text)",
        "label: column 'airline_sentiment' (override with --label)",
    )


def test_spam_as_v1_and_v2() -> None:
    found = look({"v1": some("ham", "ham", "spam"), "v2": TEXTS})

    assert (found.text, found.label) == ("v2", "v1")


def test_intents_with_numbers_and_their_names() -> None:
    found = look({
        "text": TEXTS,
        "label": some(*range(30)),
        "label_text": some(*(f"exchange_rate_number_{row}" for row in range(30))),
    })  # fmt: skip

    assert (found.text, found.label, found.beside) == ("text", "label", ("label_text",))


def test_a_longer_column_does_not_beat_the_one_that_is_called_text() -> None:
    long: list[object] = [sentence(row, 60) for row in range(ROWS)]

    assert look({"summary": long, "Review": TEXTS, "class": LABELS}).text == "Review"
    assert look({"message": long, "text": TEXTS, "class": LABELS}).text == "text"


def test_a_text_that_is_much_longer_than_any_other() -> None:
    found = look({"article": [sentence(row, 60) for row in range(ROWS)], "headline": TEXTS, "topic": LABELS})

    assert (found.text, found.label, found.beside) == ("article", "topic", ("headline",))


def test_two_columns_that_could_both_be_the_text() -> None:
    said = refusal({"premise": TEXTS, "hypothesis": TEXTS[::-1], "label": LABELS})

    assert said == (
        "expected one column that is clearly the text, found 2 that could be; say which with --text: 'premise' or 'hypothesis'."
    )


def test_texts_in_a_script_without_spaces() -> None:
    chinese: list[object] = [f"这家酒店的服务非常好房间也很干净{row}" for row in range(ROWS)]

    assert look({"x1": chinese, "x2": some("0", "1")}) == Columns(
        "x2",
        "x1",
        guessed=("text: column 'x1' (override with --text)", "label: column 'x2' (override with --label)"),
    )


def test_repeated_long_names_are_no_texts() -> None:
    names = some("department of railways and roads", "office of the city council")

    assert look({"office": names, "remark": TEXTS, "label": LABELS}).text == "remark"


# --- guessing the label ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["label", "Label", "CLASS", "sentiment", "y", "user_intent", "airline sentiment", "main-topic"])
def test_names_of_labels(name: str) -> None:
    assert look({"other": some("a", "b"), "text": TEXTS, name: LABELS}).label == name


def test_the_name_itself_beats_a_name_that_ends_in_it() -> None:
    assert look({"text": TEXTS, "gold_label": LABELS, "label": LABELS}).label == "label"
    assert look({"text": TEXTS, "topic": LABELS, "sentiment": LABELS}).label == "sentiment"


def test_the_only_column_with_few_values_is_the_label() -> None:
    assert look({"text": TEXTS, "id": list(range(ROWS)), "stars": some(1, 2, 3, 4, 5)}).label == "stars"


def test_a_header_that_may_be_a_row_is_said(tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("".join(f"{text},{label}\n" for text, label in zip(TEXTS, LABELS, strict=True)), encoding="utf-8")
    rows = dataset(read_table(str(file)), None)
    assert rows.rows == ROWS - 1

    found = Store({Dataset: rows, Settings: Settings()}).get(Columns)

    assert found.label == "good"
    assert found.guessed[-1] == ("header: the first line; if its 'good' is the label of a row, add a line with the column names")


def test_two_columns_that_could_both_be_the_label() -> None:
    said = refusal({"text": TEXTS, "stars": some(1, 2, 3), "useful": some("yes", "no")})

    assert said == (
        "expected one column that is clearly the label, found 2 that could be; say which with --label: 'stars' or 'useful'."
    )


def test_two_names_that_end_alike() -> None:
    said = refusal({"text": TEXTS, "first_label": LABELS, "second_label": LABELS, "stars": some(1, 2)})

    assert said.endswith("say which with --label: 'first_label' or 'second_label'.")


def test_no_column_that_could_be_the_label() -> None:
    said = refusal({"text": TEXTS, "id": list(range(ROWS))})

    assert said == "expected a column of labels, found none among id; name it with --label."


# --- tables of numbers ----------------------------------------------------------------------------------------------------

NUMBERS: Frame = {f"f{column}": [f"{(row * (column + 3)) % 89 / 7:.3f}" for row in range(ROWS)] for column in range(10)}


def test_a_table_of_numbers_is_a_table_of_features() -> None:
    found = look({"id": [f"r{row}" for row in range(ROWS)], **NUMBERS, "label": LABELS})

    assert (found.text, found.label) == (None, "label")
    assert found.features == tuple(NUMBERS)
    assert found.beside == ("id",)
    assert found.guessed == (
        "label: column 'label' (override with --label)",
        "features: the 10 numeric columns (override with --features)",
    )


def test_classes_as_numbers_are_no_feature() -> None:
    found = look({**NUMBERS, "kind": some("0", "1")})

    assert (found.label, found.features) == ("kind", tuple(NUMBERS))


def test_with_the_label_given_only_the_features_are_guessed() -> None:
    found = look(NUMBERS, {"data.label": "f3"})

    assert found.label == "f3"
    assert found.features == tuple(name for name in NUMBERS if name != "f3")
    assert found.guessed == ("features: the 9 numeric columns (override with --features)",)


def test_texts_as_the_label_leave_nothing_to_learn_from() -> None:
    said = refusal({"colour": some("red", "green"), "text": TEXTS}, {"data.label": "text"})

    assert said == "expected class names in the label column 'text', found texts; name the column of labels with --label."


def test_neither_texts_nor_numbers() -> None:
    said = refusal({"colour": some("red", "green"), "label": LABELS})

    assert said == (
        "expected a column of texts, or columns of numbers, found neither among colour, label; name the text column with --text."
    )


def test_an_empty_column_is_no_feature() -> None:
    frame: Frame = {**NUMBERS, "nothing": [None] * ROWS, "label": LABELS}

    assert "nothing" in look(frame).beside


# --- features as given ----------------------------------------------------------------------------------------------------

TABLE: Frame = {**NUMBERS, "label": LABELS}
NAMES = [*NUMBERS]


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ("0:6", NAMES[:6]),
        (":3", NAMES[:3]),
        ("7:10", NAMES[7:]),
        ("-4:-1", NAMES[7:]),
        ("-11:2", NAMES[:2]),
        ("f0:f9", NAMES),
        ("f2:f4", ["f2", "f3", "f4"]),
        ("f7,f1", ["f7", "f1"]),
        ("f7, f1 ,0:2", ["f7", "f1", "f0"]),
        ("f1,f1,1", ["f1"]),
        ("-2", ["f9"]),
        (("f3", 0, -2), ["f3", "f0", "f9"]),
        (("f0:f2", "5:7"), ["f0", "f1", "f2", "f5", "f6"]),
    ],
)
def test_features_by_position_and_by_name(given: str | tuple[str | int, ...], chosen: list[str]) -> None:
    found = look(TABLE, {"data.features": given})

    assert list(found.features) == chosen
    assert found.label == "label"
    assert set(found.beside) == set(NAMES) - set(chosen)


def test_a_name_beats_a_position_and_a_name_with_a_colon_is_a_name() -> None:
    frame: Frame = {"1": FIGURES, "0": FIGURES, "a:b": FIGURES, "label": LABELS}

    assert look(frame, {"data.features": "0"}).features == ("0",)
    assert look(frame, {"data.features": "a:b"}).features == ("a:b",)
    assert look(frame, {"data.features": (0,)}).features == ("0",)


NOT_WITHIN = "expected features within the 11 columns, found {!r}; the last position is 11 (excluded)."
NO_POSITION = "expected a feature column at a position from 0 to 10, found position {}; count the columns from 0."
NO_NAME = "expected a feature column that exists, found no column {!r}; "
THERE_ARE = "there are f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, label."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0:12", NOT_WITHIN.format("0:12")),
        ("11:", NOT_WITHIN.format("11:")),
        ("4:4", NOT_WITHIN.format("4:4")),
        ("11", NO_POSITION.format(11)),
        ("-12", NO_POSITION.format(-12)),
        ("f1:f77", NO_NAME.format("f77") + "did you mean 'f7'."),
        ("nosuchcolumn", NO_NAME.format("nosuchcolumn") + THERE_ARE),
        ("-:3", NO_NAME.format("-") + THERE_ARE),
        ("label", "expected numbers in the feature column 'label', found 'good'; leave the column out with --features."),
        ("f9:f0", "expected features from left to right, found 'f9:f0'; write 'f0:f9'."),
        ((), "expected at least one feature column, found an empty list; name them with --features."),
    ],
)
def test_features_that_cannot_be(given: str | tuple[str, ...], said: str) -> None:
    assert refusal(TABLE, {"data.features": given}) == said


def test_the_cell_that_is_no_number_is_named() -> None:
    cells: list[object] = [" 1.5" if row == 7 else "2.5" for row in range(ROWS)]

    assert refusal({**TABLE, "f1": cells}, {"data.features": "0:6"}) == (
        "expected numbers in the feature column 'f1', found ' 1.5'; leave the column out with --features."
    )


def test_features_that_are_the_label_as_well_are_kept_for_the_rules_to_see() -> None:
    found = look(NUMBERS, {"data.features": "0:6", "data.target": 0})

    assert (found.label, found.features) == ("f0", tuple(NAMES[:6]))
    assert found.beside == ("f6", "f7", "f8", "f9")
    assert found.guessed == ()


# --- columns as given -----------------------------------------------------------------------------------------------------

REVIEWS: Frame = {"id": list(range(ROWS)), "text": TEXTS, "title": TEXTS[::-1], "label": LABELS, "stars": some(1, 2)}


def test_what_is_given_is_not_guessed() -> None:
    found = look(REVIEWS, {"data.text": "title", "data.label": "stars"})

    assert found == Columns("stars", "title", beside=("id", "text", "label"))


def test_columns_by_position() -> None:
    assert look(REVIEWS, {"data.text": "2", "data.target": -1}) == Columns("stars", "title", beside=("id", "text", "label"))


def test_the_label_beats_the_target() -> None:
    assert look(REVIEWS, {"data.label": "stars", "data.target": "label"}).label == "stars"


def test_a_column_of_tokens_is_the_text_where_no_other_is_named() -> None:
    found = look(REVIEWS, {"tokens.column": "title"})

    assert (found.tokens, found.text) == ("title", "title")
    assert found.beside == ("id", "text", "stars")

    found = look(REVIEWS, {"tokens.column": "title", "data.text": "text"})

    assert (found.tokens, found.text) == ("title", "text")
    assert found.beside == ("id", "stars")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"data.text": "txt"}, "a text column that exists, found no column 'txt'; did you mean 'text' or 'title'."),
        ({"data.label": "stras"}, "a label column that exists, found no column 'stras'; did you mean 'stars'."),
        (
            {"data.label": "xyzzy"},
            "a label column that exists, found no column 'xyzzy'; there are id, text, title, label, stars.",
        ),
        ({"data.target": 5}, "a label column at a position from 0 to 4, found position 5; count the columns from 0."),
        ({"tokens.column": "9"}, "a tokens column at a position from 0 to 4, found position 9; count the columns from 0."),
        (
            {"split.column": "fold"},
            "a split column that exists, found no column 'fold'; there are id, text, title, label, stars.",
        ),
        (
            {"data.text": "label", "data.label": "label"},
            "two columns, one of texts and one of labels, found 'label' named for both; name another column with --label.",
        ),
    ],
)
def test_columns_that_cannot_be(options: dict[str, object], said: str) -> None:
    assert refusal(REVIEWS, options) == f"expected {said}"


# --- the split column -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [("train", "test"), ("Train", " TEST "), ("training", "validation", "testing"), ("train", "dev")]
)
def test_a_split_column_is_guessed_by_its_name_and_its_words(values: tuple[str, ...]) -> None:
    found = look({"text": TEXTS, "label": LABELS, "Split": some(*values)})

    assert found.split == "Split"
    assert found.guessed[0] == "split: column 'Split' (override with --split)"
    assert found.beside == ()


@pytest.mark.parametrize(
    ("name", "values"),
    [("split", (1, 2)), ("set", ("train", "train")), ("set", ("red", "test")), ("part", ("train", "test")), ("fold", (None,))],
)
def test_columns_that_are_no_split(name: str, values: tuple[object, ...]) -> None:
    assert look({"text": TEXTS, "label": LABELS, name: some(*values)}).split is None


def test_a_split_column_and_a_test_file_are_one_split_too_many() -> None:
    frame: Frame = {"text": TEXTS, "label": LABELS, "part": some("train", "test")}

    with pytest.raises(DataError, match=r"expected one split, found a split column and a test file \(DataFrame\)"):
        look(frame, {"split.column": "part"}, test=frame)


def test_no_split_column_is_guessed_where_the_user_split_otherwise() -> None:
    frame: Frame = {"text": TEXTS, "label": LABELS, "split": some("train", "test")}

    assert look(frame, {"split.test_size": 0.5}).split is None
    assert look(frame, test=frame).split is None
    assert look(frame, {"split.column": "split"}).guessed[0].startswith("text")
    assert look(frame, {"split.column": "label"}).split == "label"
