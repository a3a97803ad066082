"""The tables of what gensim 4 took away, held against the gensim that is installed."""

import importlib
import inspect
from pathlib import Path

import pytest
from gensim.models import Doc2Vec, FastText, KeyedVectors, Phrases, Word2Vec
from gensim.models.doc2vec import TaggedDocument

from w2vcheck.code import gensim3
from w2vcheck.code.source import source_of
from w2vcheck.linter import chosen, lint_settings, lint_source, mend
from w2vcheck.results import Finding
from w2vcheck.rules.code import w2v603_gensim3_argument as arguments

SETTINGS = lint_settings(None, {"select": ["W2V603", "W2V604", "W2V605"]})
SENTENCES = [["red", "green", "blue"], ["blue", "green", "red", "red"]] * 10
FOUNDING = Path(__file__).parents[2] / "fixtures" / "question" / "train.py"


def models() -> list[object]:
    tagged = [TaggedDocument(words, [number]) for number, words in enumerate(SENTENCES)]
    return [
        Word2Vec(SENTENCES, vector_size=4, min_count=1, workers=1),
        FastText(SENTENCES, vector_size=4, min_count=1, workers=1, bucket=50),
        Doc2Vec(tagged, vector_size=4, min_count=1, workers=1),
    ]


def has(owner: object, name: str) -> bool:
    """Whether the attribute is there; gensim gives some of the old ones a message."""
    try:
        getattr(owner, name)
    except AttributeError:
        return False
    return True


@pytest.fixture(scope="module")
def trained() -> list[object]:
    return models()


@pytest.mark.parametrize("name", sorted(gensim3.OF_MODEL))
def test_what_is_said_to_be_gone_from_models_is_gone(name: str, trained: list[object]) -> None:
    for model in trained:
        if not (isinstance(model, Doc2Vec) and name in gensim3.STILL_OF_DOC2VEC):
            assert not has(model, name), type(model)


@pytest.mark.parametrize(("name", "new"), [(name, new) for name, new in sorted(gensim3.OF_MODEL.items()) if new])
def test_what_is_named_instead_is_there(name: str, new: str, trained: list[object]) -> None:
    for model in trained:
        owner = model
        for part in new.removesuffix("()").split("."):
            assert has(owner, part), (name, type(model))
            owner = getattr(owner, part)
        assert callable(owner) == (new.endswith("()") or name in gensim3.MOVED_TO_VECTORS), name


@pytest.mark.parametrize(("name", "new"), gensim3.OF_VECTORS.items())
def test_the_same_holds_of_vectors(name: str, new: str | None, trained: list[object]) -> None:
    for model in trained:
        vectors = model.wv  # type: ignore[attr-defined]
        assert not has(vectors, name)
        if new and not (new.startswith("vectors_") and not isinstance(model, FastText)):
            assert has(vectors, new.removesuffix("()"))


@pytest.mark.parametrize("name", sorted(gensim3.MOVED_OUT_OF_PARTS))
def test_what_was_in_the_parts_is_in_the_model(name: str, trained: list[object]) -> None:
    if name == "syn1":  # only with hierarchical softmax
        assert has(Word2Vec(SENTENCES, vector_size=4, min_count=1, workers=1, hs=1), name)
    else:
        assert has(trained[0], name)


@pytest.mark.parametrize("name", sorted(gensim3.MODULES))
def test_modules_that_are_gone_cannot_be_imported(name: str) -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)


@pytest.mark.parametrize(("name", "new"), gensim3.NAMES.items())
def test_names_that_are_gone_cannot_be_imported(name: str, new: str | None) -> None:
    home, _, last = name.rpartition(".")
    module = importlib.import_module(home)

    assert not hasattr(module, last)
    assert new is None or hasattr(module, new)


def test_arguments_bear_their_new_names() -> None:
    signatures = {
        f"gensim.models.{kind.__name__}": {
            name for base in kind.__mro__ if "__init__" in vars(base) for name in inspect.signature(base).parameters
        }
        for kind in (Word2Vec, FastText, Doc2Vec, Phrases)
    }
    for function, renamed in arguments._FUNCTIONS.items():
        for old, new in renamed.items():
            assert new in signatures[function], (function, new)
            assert old not in signatures[function], (function, old)
    for method, (_, renamed) in arguments._METHODS.items():
        home = KeyedVectors if "vec" in method and method != "infer_vector" else Doc2Vec
        name = arguments._RENAMED_METHODS.get(method, method)
        for old, new in renamed.items():
            assert new in inspect.signature(getattr(home, name)).parameters, (method, new)
            assert old not in inspect.signature(getattr(home, name)).parameters, (method, old)


def run(text: str) -> dict[str, object]:
    """Run a script of ours with sentences to train on."""
    names: dict[str, object] = {"sentences": SENTENCES, "words": ["red", "grey"]}
    exec(text, names)  # noqa: S102 - the texts are those below
    return names


OLD = (
    "from gensim.models import Word2Vec\nmodel = Word2Vec(sentences, size=4, iter=2, min_count=1, workers=1)\n",
    "found = [model[word] for word in words if word in model]\n",
    "count = model.wv.vocab['red'].count + model.wv.vocab['red'].index + len(model.wv.vocab)\n",
    "names = sorted(model.wv.vocab) + model.wv.index2word + list(model.vocab.keys())\n",
    "near = model.most_similar('red'), model.similarity('red', 'blue'), model.iter, model.wv.syn0[0], model.syn0norm[0]\n",
    "hidden = model.trainables.layer1_size, model.trainables.syn1neg.shape, model.wv.word_vec('red', use_norm=True)\n",
    "other = Word2Vec(size=4, min_count=1, workers=1)\nother.build_vocab(sentences)\nother.train(sentences)\n",
    """\
from gensim.models.doc2vec import Doc2Vec, LabeledSentence
texts = [LabeledSentence(text, [0]) for text in sentences]
vector = Doc2Vec(texts, size=4, min_count=1, workers=1).infer_vector(['red'], steps=3)
""",
)


@pytest.mark.parametrize("text", OLD[1:], ids=lambda text: text.split("\n", 1)[0][:40])
def test_an_old_script_fails_and_its_mended_one_runs(text: str) -> None:
    good = mend(source_of(OLD[0], "a.py"), SETTINGS).after.raw.decode()
    with pytest.raises((AttributeError, TypeError, ValueError, ImportError)):
        run(good + text)

    mended = mend(source_of(OLD[0] + text, "a.py"), SETTINGS).after

    assert lint_source(mended, chosen(SETTINGS), SETTINGS).said.found == []
    run(mended.raw.decode())


def test_the_first_lines_fail_too() -> None:
    with pytest.raises(TypeError, match="size"):
        run(OLD[0])


def test_the_founding_script_is_brought_to_gensim_4() -> None:
    text = FOUNDING.read_text(encoding="utf-8")
    mended = mend(source_of(text, "train.py"), SETTINGS)
    after = mended.after.raw.decode()

    changed = [new for old, new in zip(text.split("\n"), after.split("\n"), strict=True) if old != new]
    assert changed == [
        "model = Word2Vec(sentences, vector_size=100, epochs=5, min_count=1)",
        "words = list(model.wv.key_to_index)",
        "table = pd.DataFrame({word: model.wv[word] for word in words})",
    ]
    assert len(mended.fixes) == 4


def found(text: str) -> list[Finding]:
    return lint_source(source_of(text, "a.py"), chosen(SETTINGS), SETTINGS).said.found


@pytest.mark.parametrize(
    "guard",
    [
        "if gensim.__version__ < '4':\n    {}\nelse:\n    pass",
        "OLD = gensim.__version__.startswith('3')\nif OLD:\n    {}",
        "if hasattr(m, 'vocab'):\n    {}",
        "try:\n    m.wv.key_to_index\nexcept AttributeError:\n    {}",
        "try:\n    {}\nexcept AttributeError:\n    m.wv.key_to_index",
        "def f():\n    if gensim.__version__ >= '4':\n        return m.wv.key_to_index\n    {}",
        "x = m.wv.key_to_index if gensim.__version__ >= '4' else m.wv.vocab",
        "# requirements: gensim==3.8.3\n{}",
        "# pip install 'gensim<4.0'\n{}",
    ],
)
def test_code_for_both_versions_is_left_alone(guard: str) -> None:
    assert found(f"import gensim\nm = gensim.models.Word2Vec(s)\n{guard.format('m.wv.vocab')}\n") == []


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "if True:\n    {}",
        "if DEBUG:\n    {}",
        "try:\n    a()\n    b()\n    {}\nexcept Exception as error:\n    print(error)",
        "# gensim>=4.0\n{}",
        "# gensim==4.3.3\n{}",
        "if gensim.__version__ < '4':\n    a()\n{}",
    ],
)
def test_other_code_is_not(around: str) -> None:
    assert [one.code for one in found(f"import gensim\nm = gensim.models.Word2Vec(s)\n{around.format('m.wv.vocab')}\n")] == [
        "W2V604"
    ]
