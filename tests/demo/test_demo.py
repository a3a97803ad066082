import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

from w2vcheck.demo.founding import DONE_RIGHT_LABELS, SENTENCE, write_done_right, write_founding_case, write_founding_model
from w2vcheck.demo.tickets import LABELS, QUEUES, RARE_LABEL, Planted, faulty_tickets, text_key, tickets
from w2vcheck.demo.wording import load_wording

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROWS = 1500
Tickets = list[tuple[str, str]]


@pytest.fixture(scope="module")
def clean() -> Tickets:
    return tickets(ROWS, seed=0)


@pytest.fixture(scope="module")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founding") / "new"
    write_founding_case(folder)
    return folder


@pytest.fixture(scope="module")
def done_right(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("right") / "new"
    write_done_right(folder)
    return folder


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_same_seed_same_tickets_and_another_seed_others(clean: Tickets) -> None:
    assert tickets(ROWS, seed=0) == clean
    assert not {text for text, _ in tickets(200, seed=1)} & {text for text, _ in clean}


def test_no_text_occurs_twice_even_after_normalisation() -> None:
    rows = tickets(20_000, seed=3)  # without a guard two of these would repeat another
    assert len({text_key(text) for text, _ in rows}) == len(rows) == 20_000


def test_texts_are_short_messages_without_unfilled_slots(clean: Tickets) -> None:
    assert all(8 <= len(text.split()) <= 40 for text, _ in clean)
    assert not [text for text, _ in clean if re.search(r"[{}]|  |\ba [aeiou]", text)]


def test_every_slot_is_defined_and_every_definition_is_used() -> None:
    wording = load_wording()
    lines = [*wording.words.values(), *wording.phrases.values()]
    lines += [phrases for topic in wording.topics.values() for phrases in (topic.issues, topic.asks, topic.asides)]
    slots = {slot for phrases in lines for phrase in phrases for slot in phrase[1::2]}
    assert slots - {"number", "few", "price"} == set(wording.words)
    assert set(wording.topics) == {*LABELS, RARE_LABEL}


def test_vocabulary_is_wide_enough_to_train_vectors(clean: Tickets) -> None:
    counts = Counter(word for text, _ in clean for word in words_of(text))
    assert 700 <= sum(count >= 5 for count in counts.values()) <= 1200


def test_classes_are_uneven_but_none_is_rare_and_rows_are_shuffled(clean: Tickets) -> None:
    labels = [label for _, label in clean]
    assert set(labels) == set(LABELS)
    assert all(0.17 < count / ROWS < 0.33 for count in Counter(labels).values())
    changes = sum(before != after for before, after in pairwise(labels))
    assert changes > 0.65 * ROWS  # 0.75 is expected of four classes in random order, 0.002 of sorted ones


def test_labels_do_not_stand_in_their_own_texts_more_often_than_in_others() -> None:
    rows = tickets(8000, seed=5)
    for label in LABELS:
        inside = {own: [label in words_of(text) for text, other in rows if (other == label) == own] for own in (True, False)}
        assert 0.01 < np.mean(inside[True]) < 0.05
        assert abs(np.mean(inside[True]) - np.mean(inside[False])) < 0.012


def test_no_single_word_gives_the_label_away(clean: Tickets) -> None:
    labels = Counter(label for _, label in clean)
    by_word: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label in clean:
        for word in set(words_of(text)):
            by_word[word][label] += 1
    majority = max(labels.values())
    gains = {
        word: (max(inside.values()) + max((labels - inside).values()) - majority) / (ROWS - majority)
        for word, inside in by_word.items()
    }
    assert max(gains.values()) < 0.15


def test_tfidf_finds_the_task_neither_trivial_nor_hopeless(clean: Tickets) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline

    texts, labels = zip(*clean, strict=True)
    model = make_pipeline(TfidfVectorizer(tokenizer=words_of, token_pattern=None), LogisticRegression(C=10, max_iter=500))
    assert 0.90 <= cross_val_score(model, texts, labels, cv=4).mean() <= 0.95


@pytest.mark.slow
def test_trained_vectors_do_well_and_untrained_ones_much_worse(clean: Tickets) -> None:
    from gensim.models import Word2Vec
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    texts = [words_of(text) for text, _ in clean]
    labels = [label for _, label in clean]
    train = 1200

    def accuracy(epochs: int) -> float:
        model = Word2Vec(sg=1, min_count=5, vector_size=100, workers=1, seed=1)
        model.build_vocab(texts[:train])
        if epochs:
            model.train(texts[:train], total_examples=train, epochs=epochs)
        features = np.array([model.wv.get_mean_vector(text, pre_normalize=False) for text in texts])
        classifier = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)).fit(features[:train], labels[:train])
        return float(classifier.score(features[train:], labels[train:]))

    trained, untrained = accuracy(20), accuracy(0)
    assert 0.82 <= trained <= 0.92
    assert untrained < trained - 0.15


@pytest.mark.parametrize(("rows", "seed"), [(200, 0), (1200, 0), (3001, 8)])
def test_faulty_tickets_hold_what_the_record_says(rows: int, seed: int) -> None:
    records, planted = faulty_tickets(rows, seed)
    assert faulty_tickets(rows, seed) == (records, planted)
    assert all(list(record) == ["text", "label", "queue", "split"] for record in records)
    train: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if record["split"] == "train":
            train[text_key(record["text"])].append(record["label"])
    test = [record for record in records if record["split"] == "test"]
    spelled = {label.strip().casefold() for label in (record["label"] for record in records)}
    assert spelled == {*LABELS, RARE_LABEL}
    assert planted == Planted(
        rows=len(records),
        test_rows=len(test),
        twins=sum(train.get(text_key(record["text"]), []) == [record["label"]] for record in test),
        conflicts=sum(len(set(labels)) - 1 for labels in train.values()),
        label_variants=sum(record["label"] not in {*LABELS, RARE_LABEL} for record in records),
        rare_rows=sum(record["label"] == RARE_LABEL for record in records),
        other_queue=sum(record["queue"] != QUEUES[record["label"].strip().casefold()] for record in records),
    )
    assert len({text_key(record["text"]) for record in records}) == rows - planted.twins - planted.conflicts


def test_faulty_tickets_have_every_fault_at_the_promised_rate() -> None:
    records, planted = faulty_tickets(1200, seed=0)
    assert planted.test_rows / planted.rows == 0.2
    assert 0.07 < planted.twins / planted.test_rows < 0.09
    assert 0 < planted.rare_rows < 20
    assert planted.conflicts > 0.005 * planted.rows
    assert 0 < planted.other_queue < 0.05 * planted.rows
    assert {"Billing", "Billing ", "billing"} <= {record["label"] for record in records}


def test_faulty_tickets_need_room_for_their_faults() -> None:
    with pytest.raises(ValueError, match="at least 200 rows, got 199"):
        faulty_tickets(199, seed=0)


def test_founding_matrices_are_untrained_and_the_table_is_one_of_them_on_its_side(founding: Path) -> None:
    words = (founding / "words.txt").read_text(encoding="utf-8").split()
    sentence = (founding / "sentence.txt").read_text(encoding="utf-8").split()
    assert " ".join(sentence) == SENTENCE
    assert sorted(words) == sorted(set(sentence))
    assert len(words) == 7
    vectors, older = (np.load(founding / name, allow_pickle=False) for name in ("vectors.npy", "vectors_gensim3.npy"))
    assert vectors.shape == older.shape == (7, 100)
    assert vectors.dtype == older.dtype == np.float32
    start = (2 * np.random.default_rng(1).random((7, 100), dtype=np.float32) - 1) / 100  # what gensim 4 begins with
    np.testing.assert_allclose(vectors, start, atol=1e-7)
    assert 0.0049 < abs(older).max() <= 0.005
    table = np.loadtxt(founding / "numbers.csv", delimiter=",")
    assert table.shape == (100, 7)
    np.testing.assert_array_equal(table.astype(np.float32), older.T)


def test_founding_configuration_holds_the_mistakes(founding: Path) -> None:
    config = tomllib.loads((founding / "w2vcheck.toml").read_text(encoding="utf-8"))
    assert config == {
        "data": {"features": "0:6", "target": 0},
        "split": {"test_size": 0.01},
        "word2vec": {"corpus": "sentence.txt", "min_count": 1, "vector_size": 100},
        "classifier": {
            "kind": "mlp",
            "layers": [6, 10, 1],
            "activation": "relu",
            "output_activation": "sigmoid",
            "loss": "mse",
            "optimizer": "sgd",
            "learning_rate": 0.01,
            "epochs": 500,
        },
    }


def test_founding_script_parses_and_says_the_same_as_the_configuration(founding: Path) -> None:
    script = (founding / "train.py").read_text(encoding="utf-8")
    calls = {ast.unparse(node.func): ast.unparse(node) for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call)}
    assert calls["Word2Vec"] == "Word2Vec(sentences, size=100, iter=5, min_count=1)"
    assert calls["train_test_split"] == "train_test_split(x, y, test_size=0.01)"
    assert calls["torch.optim.SGD"] == "torch.optim.SGD(net.parameters(), lr=0.01)"
    assert {"nn.MSELoss", "nn.Sigmoid", "nn.ReLU", "table.to_csv"} <= set(calls)
    assert calls["range"] == "range(500)"
    for line in ("x = data[:, 0:6]", "y = data[:, 0]", "model.wv.vocab", "nn.Linear(6, 10)", "nn.Linear(10, 1)"):
        assert line in script


def test_founding_readme_names_every_file(founding: Path) -> None:
    readme = (founding / "README.md").read_text(encoding="utf-8")
    assert all(f"`{file.name}`" in readme for file in founding.iterdir() if file.name != "README.md")


def test_founding_model_loads_with_the_same_vectors_and_without_traces_of_the_machine(founding: Path, tmp_path: Path) -> None:
    from gensim.models import Word2Vec

    for name in ("one.model", "two.model"):
        write_founding_model(tmp_path / name)
    assert (tmp_path / "one.model").read_bytes() == (tmp_path / "two.model").read_bytes()
    for path in (tmp_path / "one.model", FIXTURES / "question" / "word2vec.model"):
        assert not any(trace in path.read_bytes() for trace in (b"datetime", b"platform", str(path.parent).encode()))
        model = Word2Vec.load(str(path))
        assert model.wv.index_to_key == (founding / "words.txt").read_text(encoding="utf-8").split()
        np.testing.assert_array_equal(model.wv.vectors, np.load(founding / "vectors.npy"))


def test_done_right_gives_a_linter_nothing_to_find(done_right: Path) -> None:
    rows = read(done_right / "tickets.csv")
    config = tomllib.loads((done_right / "w2vcheck.toml").read_text(encoding="utf-8"))
    assert len(rows) * config["split"]["test_size"] >= 400
    assert len({text_key(row["text"]) for row in rows}) == len(rows)
    shares = Counter(row["label"] for row in rows)
    assert set(shares) == set(DONE_RIGHT_LABELS)
    assert min(shares.values()) > 0.4 * len(rows)
    # The budget of training words per vocabulary word, on as many rows as will be trained on.
    train = rows[: int(len(rows) * (1 - config["split"]["test_size"]))]
    every = Counter(word for row in train for word in words_of(row["text"]))
    counts = np.array([count for count in every.values() if count >= config["word2vec"]["min_count"]])
    share, sample = counts / counts.sum(), 1e-3
    kept = np.minimum(1, (np.sqrt(share / sample) + 1) * sample / share)
    assert len(counts) >= 600
    assert (counts * kept).sum() * config["word2vec"]["epochs"] / len(counts) >= 400


def test_done_right_has_no_near_duplicates(done_right: Path) -> None:
    shingles = []
    for row in read(done_right / "tickets.csv"):
        words = words_of(row["text"])
        shingles.append(set(zip(words, words[1:], words[2:], strict=False)))
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(number)
    pairs = Counter((a, b) for rows in holders.values() for place, a in enumerate(rows) for b in rows[place + 1 :])
    jaccard = [shared / (len(shingles[a]) + len(shingles[b]) - shared) for (a, b), shared in pairs.items()]
    assert max(jaccard) < 0.8


def test_committed_fixtures_are_what_the_script_writes(tmp_path: Path) -> None:
    script = run_path(str(FIXTURES / "make_fixtures.py"))
    script["make"](tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(FIXTURES)
        for part in ("question", "done_right", "corpora")
        for path in (FIXTURES / part).rglob("*")
        if path.is_file()
    }
    assert made == committed
    pickled = Path("question/word2vec.model")  # its bytes depend on the versions of gensim and numpy
    assert [path for path in made - {pickled} if (tmp_path / path).read_bytes() != (FIXTURES / path).read_bytes()] == []
    assert all((tmp_path / path).stat().st_size < 300_000 for path in made)


def test_committed_faulty_tickets_keep_the_space_behind_a_label() -> None:
    assert "Billing " in {row["label"] for row in read(FIXTURES / "corpora" / "tickets_faulty.csv")}


def test_importing_the_examples_loads_no_heavy_library() -> None:
    program = "import sys, w2vcheck.demo.founding; print(*{'numpy', 'gensim', 'sklearn', 'torch', 'polars'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout.split() == []
