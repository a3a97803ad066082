"""
## What it checks
Whether the configured file of vectors (`vectors` under `[word2vec]`) is a pickle that asks for anything but the
parts of a word vector model.

## Why it matters
gensim's `save()` writes a pickle, and `load()` runs what the pickle says: a file from somebody else can start
programs, send files away or delete them while it is being loaded. The vectors in it may be perfectly good.

## How it is measured
A pickle asks for classes and functions by name. A list of exact names is known: those of gensim's word vector
models since version 0.12, and those that numpy uses to write arrays, numbers and random generators. Whole
packages are never on it, since gensim itself has functions that start programs. The file is read with stand-ins
that do nothing in place of every name, the known ones too, so that nothing is imported and nothing called. The
measure is the number of different names that are not on the list, an exact count; one is enough for an error.
Side files with names that lead out of the folder count too; none is opened. Other formats (word2vec text and
binary, GloVe, npz, npy) cannot ask for anything, and count 0.

Whatever needs the vectors is then skipped.

## Fix
Ask for the vectors in word2vec's format, or write them so on the machine where they were trained:
`model.wv.save_word2vec_format("vectors.txt")`.

## When to ignore it
Never for a file from somebody else. A model of your own that was trained with a callback or a hash function of
your own names these too: save its `wv` in word2vec's format instead.

## References
- Python documentation, pickle: "only unpickle data you trust".
"""

from collections.abc import Iterator

from w2vcheck.embedding.loading import VectorFile
from w2vcheck.results import Evidence, Measure, Quote, Severity
from w2vcheck.rule import Result, Rule
from w2vcheck.settings import Settings
from w2vcheck.wording import count

RULE = Rule(
    code="W2V214",
    name="unsafe-model-file",
    severity=Severity.ERROR,
    since="0.1.0",
    summary="The file of vectors asks for code that no word vectors need",
    why="Loading such a file with gensim or pickle runs what it asks for, with your rights on this machine.",
    fix='Do not load this file; ask for the vectors in word2vec format (model.wv.save_word2vec_format("vectors.txt")).',
)


@RULE.check
def check(file: VectorFile, settings: Settings) -> Iterator[Result]:
    """Count the names that were refused."""
    measure = Measure.exact("names that no word vectors need", len(file.refused), "names", file.asked, scope="names")
    yield measure
    if not file.refused:
        return
    first, *others = file.refused
    more = f" and {len(others):,} more" if others else ""
    yield RULE.finding(
        f"{file.name} asks for {first}{more} when it is loaded; it was not loaded, and nothing in it was run.",
        measure=measure,
        locations=settings.place("word2vec.vectors"),
        evidence=(
            Evidence(
                f"{count(len(file.refused), 'names')} not known:", tuple(Quote(name, is_name=True) for name in file.refused[:5])
            ),
        ),
    )
