"""Whether the experiment uses word vectors: what is said about vectors that nobody asked for is no more than a note.

Vectors are used where `[word2vec]` is configured, a script trains them, or a file of them is given. Elsewhere most rules of this
family have nothing to look at. Those that need only the words (W2V201, 203, 212, 213) still measure, and say what gensim's
defaults would give: that helps who thinks of word vectors, and is nobody's fault.
"""

from w2vcheck.results import Evidence, Severity
from w2vcheck.settings import Settings

NOT_USED = "no word vectors are configured: this is what gensim's defaults would give"


def at_most(severity: Severity, settings: Settings) -> Severity:
    """This severity where word vectors are used, else a note."""
    return severity if settings.has("word2vec") else Severity.NOTE


def for_whom(settings: Settings) -> tuple[Evidence, ...]:
    """What to add to the evidence where no word vectors are used."""
    return () if settings.has("word2vec") else (Evidence(NOT_USED),)
