"""What reads the files of users, one door each, with sound files to begin from.

`Door.enter(path)` does with a file what the command line would do with it. Whatever the bytes are, that must end in a result or
in a `W2vcheckError` of one line; `Broken` is raised where a rule crashed behind the door.
"""

import gzip
import io
import json
import random
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from w2vcheck.errors import W2vcheckError
from w2vcheck.report import json_report, terminal, terminal_lint
from w2vcheck.results import Report

ROOT = Path(__file__).resolve().parents[1]
TEXT_RULES = {"select": ("W2V1", "W2V3"), "ignore": ("W2V110", "W2V116", "W2V311"), "ladder": False, "cache": False}
SMALL_SAMPLE = {"data.sample_rows": 4}
"""Rows from which a table counts as large: nine are enough for the ways of large tables."""
LONGEST_SENTENCE = 4000
"""Characters of an error; what it quotes is cut, so that a longer one quotes too much."""


class Broken(Exception):  # noqa: N818 - what it says is its name
    """What came out is no report and no sentence."""


@dataclass(frozen=True, slots=True)
class Door:
    """A way for files into w2vcheck: the name of the file, what is done with it, and files to begin from.

    `packed` says that the bytes are changed inside the gzip file, not on its surface.
    """

    file: str
    enter: Callable[[Path], object]
    seeds: Callable[[], list[bytes]]
    packed: bool = False


def tried(door: Door, path: Path) -> str:
    """What became of the file at `path`: the error's sentence, or nothing where there was a result.

    Raises `Broken`, or whatever came out that is no `W2vcheckError`.
    """
    try:
        door.enter(path)
    except W2vcheckError as error:
        said = str(error)
        if "Traceback" in said or len(said) > LONGEST_SENTENCE or not said.endswith("."):
            raise Broken(f"not a sentence: {said[:300]!r}") from error
        return said
    return ""


def written(door: Door, data: bytes, folder: Path) -> Path:
    """The file that this door reads, with these bytes."""
    path = folder / door.file
    path.write_bytes(gzip.compress(data, compresslevel=1, mtime=0) if door.packed else data)
    return path


SIGNS = (
    b"\0",
    b"\xff",
    b'"',
    b"\n",
    b"\r",
    b",",
    b"\t",
    b"{",
    b"[",
    b"(",
    b"\\",
    b"1e999",
    b"NaN",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"99999999",
)
"""What readers have stumbled over before."""


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to four damages: flipped, cut off, left out, doubled, or with a sign put in."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        length = rng.choice((1, 2, 8, 64))
        match rng.randrange(6):
            case 0 if changed:
                changed[at % len(changed)] ^= 1 << rng.randrange(8)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length] * rng.choice((1, 2, 50))
            case 3:
                changed[at:at] = rng.choice(SIGNS)
            case 4:
                changed[at : at + length] = rng.randbytes(length)
            case _ if rng.random() < 0.3:
                del changed[at:]
    return bytes(changed)


def _sound(report: Report) -> None:
    """Hold what the report promises: no rule crashed, and every form of it can be written."""
    if report.crashed:
        first = report.crashed[0]
        raise Broken(f"{first.code} {first.name} crashed: {first.error[:300]}")
    json.loads(json_report.render(report))
    if report.subject.rows is None:
        terminal_lint.render(report, width=80, color=False, verbose=True).encode()
    else:
        terminal.render(report, width=80, color=False, verbose=True).encode("utf-8", "replace")


def _audit(path: Path, **more: object) -> None:
    from w2vcheck import audit

    _sound(audit(str(path), **TEXT_RULES, **more))  # type: ignore[arg-type]  # the rules are settings by name


def _audit_large(path: Path) -> None:
    _audit(path, options=SMALL_SAMPLE)


def _read(path: Path) -> None:
    from w2vcheck.data.table import lines, numbers, read_table, strings

    table = read_table(str(path))
    for column in table.frame.columns[:4]:
        if len(strings(table, column)) != table.frame.height:
            raise Broken("a column of another length than the table")
        numbers(table, column)
    if any(line is not None and line < 1 for line in lines(table, range(table.frame.height))):
        raise Broken("a row on no line")


def _read_large(path: Path) -> None:
    from w2vcheck.data.engines.source import Source, first_lines, open_source

    found = open_source(str(path), None, 4)
    if isinstance(found, Source):
        first_lines(found, np.arange(min(found.rows, 9)))


def _vectors(path: Path) -> None:
    from w2vcheck.vector_audit import audit_vectors

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _sound(audit_vectors(str(path)))


def _lint(path: Path) -> None:
    from w2vcheck.code.source import read_source
    from w2vcheck.linter import lint_settings, lint_sources, mend

    settings = lint_settings(None, {"pedantic": True})
    source = read_source(str(path))
    _sound(lint_sources([source], settings))
    mended = mend(source, settings, unsafe=True)
    if any(cell.tree is None for cell in mended.after.cells) and all(cell.tree is not None for cell in source.cells):
        raise Broken("a fix that is not Python")


def _scripted(path: Path) -> None:
    from w2vcheck import audit

    table = path.with_name("beside.csv")
    if not table.exists():
        table.write_bytes(_csv(30))
    _sound(audit(str(table), script=str(path), select=("W2V4",), ladder=False, cache=False))


def _settings(path: Path) -> None:
    from w2vcheck.rule import load_rules
    from w2vcheck.settings import as_dict, check_rules, load_settings

    settings = load_settings(str(path), start=path.parent)
    check_rules(settings, {one.rule.code: one.options for one in load_rules()})
    json.dumps(as_dict(settings), default=str)


def _cached(path: Path) -> None:
    from w2vcheck.cache import Cache
    from w2vcheck.results import Report as Kept

    cache = Cache(path.parent, "content")
    entry = cache._path(Kept, "about")  # noqa: SLF001 - the file that a damaged entry would be
    entry.write_bytes(path.read_bytes())
    cache.get(Kept, "about")


def _stored(path: Path) -> None:
    from w2vcheck.ci.stored import read_report

    read_report(path)


def _baseline(path: Path) -> None:
    from w2vcheck.ci.baseline import read_baseline

    read_baseline(path)


# --- sound files --------------------------------------------------------------------------------------------------------------


def _csv(rows: int = 12, separator: str = ",") -> bytes:
    from w2vcheck.demo.tickets import tickets

    table = [("text", "label"), *tickets(rows, seed=1)]
    quoted = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    return ("\n".join(quoted) + "\n").encode()


def _csv_seeds() -> list[bytes]:
    return [
        _csv(),
        _csv(30),
        _csv(12, ";"),
        _csv().replace(b"\n", b"\r\n"),
        _csv().decode().encode("utf-16"),
        b"\xef\xbb\xbf" + _csv(),
        b"0,1,2,label\n" + b"".join(b"%d,%f,nan,%d\n" % (row, row / 3, row % 2) for row in range(12)),
        b"text,label,split,date,id\n"
        + b"".join(b"some words %d,%d,train,2024-01-%02d,%d\n" % (r, r % 2, r + 1, r) for r in range(12)),
        'text,label\n"two\nlines","a""b"\ncafé,é\nÃ©,NaN\n,x\n'.encode() * 1 + b"a b c,x\nd e f,y\n" * 6,
    ]


def _tsv_seeds() -> list[bytes]:
    return [_csv(12, "\t"), b'a\tb\nhe said "no"\tx\n"open\ty\n' * 3, b"text\tlabel\n" + b"a b\tx\nc d\ty\n" * 8]


def _jsonl_seeds() -> list[bytes]:
    rows = [{"text": f"some words {row}", "label": row % 2, "deep": {"a": [row, None, 1e300]}} for row in range(12)]
    plain = "\n".join(map(json.dumps, rows)).encode()
    return [
        plain,
        plain.replace(b'"deep"', b'"\\ud800"'),
        b'{"a": 1, "b": NaN}\n{"b": 1e999}\n' * 6,
        '{"ä": "ö", "b": true}\n'.encode() * 9,
    ]


def _parquet_seeds() -> list[bytes]:
    import polars as pl

    frame = pl.DataFrame({"text": [f"some words {row}" for row in range(12)], "label": [row % 2 for row in range(12)]})
    wide = frame.with_columns(pl.Series("when", range(12)).cast(pl.Date), pl.Series("list", [[1, 2]] * 12), n=pl.lit(None))
    found = []
    for table, compression in ((frame, "zstd"), (frame, "uncompressed"), (wide, "snappy"), (wide, "uncompressed")):
        out = io.BytesIO()
        table.write_parquet(out, compression=compression)  # type: ignore[arg-type]
        found.append(out.getvalue())
    return found


def _script_seeds() -> list[bytes]:
    files = [*ROOT.glob("bench/scripts/*.py"), *ROOT.glob("tests/code/traps/*.py"), ROOT / "fixtures/question/train.py"]
    return [file.read_bytes() for file in sorted(files)]


def _notebook_seeds() -> list[bytes]:
    code = (ROOT / "fixtures/question/train.py").read_text(encoding="utf-8")
    cells = [
        {"cell_type": "code", "source": code.splitlines(keepends=True), "metadata": {}, "outputs": [], "execution_count": 1},
        {
            "cell_type": "code",
            "source": "%time x = 1\n!ls\nmodel.fit(X)\n",
            "metadata": {"tags": ["w2vcheck-skip"]},
            "outputs": [],
        },
        {"cell_type": "markdown", "source": ["# Title\n"], "metadata": {}},
    ]
    whole = {"cells": cells, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    old = {
        "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1\n", "prompt_number": 2}]}],
        "metadata": {},
        "nbformat": 3,
    }
    return [json.dumps(whole, indent=1).encode(), json.dumps(whole).encode(), json.dumps(old).encode()]


def _toml_seeds() -> list[bytes]:
    every = (
        b'source = "data.csv"\nseed = 1\n[data]\ntext = "body"\nfeatures = ["a", "b"]\n'
        b"[split]\ntest_size = 0.2\nstratify = true\n[word2vec]\nvector_size = 100\nepochs = 5\n"
        b'[classifier]\nkind = "mlp"\nlayers = [100, 32, 1]\n[rules]\nignore = ["W2V502"]\n[rules.W2V302]\nwarn_above = 0.01\n'
    )
    odd = b"a.b.'c' = {x = [1, 2], \"y\" = '''z'''}\nd = 1979-05-27T07:32:00Z\n"
    return [every, (ROOT / "fixtures/question/w2vcheck.toml").read_bytes(), odd]


def _model_seeds() -> list[bytes]:
    """What gensim saves, in all its forms."""
    import tempfile

    from gensim.models import Doc2Vec, FastText, Word2Vec
    from gensim.models.doc2vec import TaggedDocument

    texts = [["cold", "soup", f"w{row}", "broken", "screen"] for row in range(8)]
    plain = {"min_count": 1, "vector_size": 4, "workers": 1, "epochs": 1}
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "model")
        found = []
        word2vec = Word2Vec(texts, **plain)
        made = [word2vec, word2vec.wv, FastText(texts, bucket=20, **plain)]
        made.append(Doc2Vec([TaggedDocument(words, [number]) for number, words in enumerate(texts)], **plain))
        for model in made:
            for protocol in (2, 4):
                model.save(str(file), pickle_protocol=protocol)
                found.append(file.read_bytes())
    return found


def _vector_seeds() -> list[bytes]:
    import tempfile

    from gensim.models import KeyedVectors

    vectors = KeyedVectors(4)
    matrix = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
    vectors.add_vectors(["cold", "soup", "ünï", "broken", "screen", "x"], matrix)
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "vectors")
        for binary in (False, True):
            vectors.save_word2vec_format(str(file), binary=binary)
            found.append(file.read_bytes())
    text = found[0]
    found.append(text.partition(b"\n")[2])  # as GloVe
    found.append(b"word,0,1,2,3\n" + text.partition(b"\n")[2].replace(b" ", b","))
    out = io.BytesIO()
    np.save(out, matrix)
    found.append(out.getvalue())
    out = io.BytesIO()
    np.savez(out, vectors=matrix, words=np.array(vectors.index_to_key))
    found.append(out.getvalue())
    return [*found, gzip.compress(text, mtime=0)]


def _linted() -> Report:
    """A small report with findings."""
    from w2vcheck.code.source import source_of
    from w2vcheck.linter import lint_settings, lint_sources

    return lint_sources([source_of("import gensim\nm = gensim.models.Word2Vec(size=3)\n", "a.py")], lint_settings(None, {}))


def _report_seeds() -> list[bytes]:
    return [json_report.render(_linted()).encode()]


def _baseline_seeds() -> list[bytes]:
    import tempfile

    from w2vcheck.ci.baseline import text_of
    from w2vcheck.ci.stored import read_report

    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "report.json")
        file.write_bytes(_report_seeds()[0])
        return [text_of(read_report(file).findings).encode()]


def _entry_seeds() -> list[bytes]:
    import tempfile

    from w2vcheck.cache import Cache

    with tempfile.TemporaryDirectory() as scratch:
        Cache(Path(scratch), "content").put(_linted(), "about")
        return [file.read_bytes() for file in Path(scratch).iterdir()]


DOORS: dict[str, Door] = {
    "csv": Door("data.csv", _read, _csv_seeds),
    "tsv": Door("data.tsv", _read, _tsv_seeds),
    "jsonl": Door("data.jsonl", _read, _jsonl_seeds),
    "parquet": Door("data.parquet", _read, _parquet_seeds),
    "gzip": Door("data.csv.gz", _read, _csv_seeds, packed=True),
    "gzip-surface": Door("data.csv.gz", _read, lambda: [gzip.compress(one, mtime=0) for one in _csv_seeds()]),
    "large-csv": Door("data.csv", _read_large, _csv_seeds),
    "audit-csv": Door("data.csv", _audit, _csv_seeds),
    "audit-jsonl": Door("data.jsonl", _audit, _jsonl_seeds),
    "audit-large": Door("data.csv", _audit_large, _csv_seeds),
    "audit-parquet": Door("data.parquet", _audit, _parquet_seeds),
    "script": Door("train.py", _lint, _script_seeds),
    "notebook": Door("train.ipynb", _lint, _notebook_seeds),
    "audit-script": Door("train.py", _scripted, _script_seeds),
    "toml": Door("w2vcheck.toml", _settings, _toml_seeds),
    "gensim": Door("vectors.model", _vectors, _model_seeds),
    "vectors": Door("vectors.bin", _vectors, _vector_seeds),
    "vectors-gz": Door("vectors.txt.gz", _vectors, _vector_seeds, packed=True),
    "npz": Door("vectors.npz", _vectors, _vector_seeds),
    "report": Door("report.json", _stored, _report_seeds),
    "baseline": Door("baseline.json", _baseline, _baseline_seeds),
    "cache": Door("entry", _cached, _entry_seeds),
}
