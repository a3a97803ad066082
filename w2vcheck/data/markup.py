"""What a web page, a mail or a scraper left in the texts."""

from dataclasses import dataclass
from html.entities import name2codepoint

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Corpus

_TAGS = (
    "a|b|i|u|p|br|hr|em|tt|li|ul|ol|dl|dd|dt|td|th|tr|h[1-6]|big|div|img|pre|sub|sup|body|code|font|html|meta|span|"
    "center|iframe|script|strike|strong|style|table|tbody|thead|blockquote"
)
"""Tags of HTML that are not also used as placeholders, as <link>, <time> or <title> are."""
_TAG = rf"(?i)</?(?:{_TAGS})(?:\s*/?|\s+[\w:-]+\s*=[^<>]*)>|<!--|<!doctype\b"
"""A tag has attributes with "=" or none: "a <b and c> d" is a comparison."""
_ENTITY = rf"&(?:#[0-9]{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|{'|'.join(sorted(name2codepoint))});"
_URL = r"(?i)\bhttps?://\w|\bwww\.[\w-]+\.\w"
_HEADER = (
    r"(?m)^(?:From|To|Cc|Subject|Date|Sent|Organization|Reply-To|Sender|Message-ID|In-Reply-To|References|Received|"
    r"Return-Path|Lines|Distribution|Keywords|Summary|Newsgroups|NNTP-Posting-Host|MIME-Version|Content-Type|X-[A-Za-z-]+): "
)
FEWEST_HEADERS = 2
"""Header lines from which a text holds the head of a mail; "Subject: " alone may begin a text."""


@dataclass(frozen=True, slots=True)
class Markup:
    """Rows with remnants, sorted row numbers; a row may be in several kinds.

    `tags` and `entities` are those of HTML, `headers` those of a mail, `urls` web addresses.
    """

    tags: NDArray[np.int64]
    entities: NDArray[np.int64]
    headers: NDArray[np.int64]
    urls: NDArray[np.int64]

    @property
    def remnants(self) -> NDArray[np.int64]:
        """Rows with what no author wrote: tags, entities or headers. A web address may be part of the text."""
        return np.unique(np.concatenate([self.tags, self.entities, self.headers]))


@provider("looking for markup")
def markup(corpus: Corpus) -> Markup:
    """Find them by regular expressions."""
    texts = corpus.texts
    masks = (
        texts.str.contains(_TAG),
        texts.str.contains(_ENTITY),
        texts.str.count_matches(_HEADER) >= FEWEST_HEADERS,
        texts.str.contains(_URL),
    )
    return Markup(*(np.flatnonzero(mask.to_numpy()) for mask in masks))
