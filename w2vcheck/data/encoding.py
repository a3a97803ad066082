"""Texts that were decoded with the wrong encoding, judged by whether they can be repaired."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from w2vcheck.artefacts import provider
from w2vcheck.data.corpus import Corpus

_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # no character in Windows-1252; decoders pass them on as they are
_WINDOWS = {bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in _UNDEFINED}
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)} | _WINDOWS
"""The byte behind a character beyond ASCII when Windows-1252 or Latin-1 was used to decode it."""
_TRAIL = "".join(char for char, byte in _BYTES.items() if byte < 0xC0)
_SEQUENCE = f"[\u00c2-\u00df][{_TRAIL}]|[\u00e0-\u00ef][{_TRAIL}]{{2}}|[\u00f0-\u00f4][{_TRAIL}]{{3}}"
"""One character of UTF-8 beyond ASCII, seen byte by byte: a lead byte and as many trail bytes as it asks for."""
_RUN = re.compile(f"(?:{_SEQUENCE})+")
_AFTER_A_WORD = frozenset("\u00a0…“”‘’‚„«»‹›–—•·™®©°¹²³ºª´")
"""Signs that may follow an accented letter in sound text: "CAFÉ…" and "MENÜ“" look like UTF-8 and are not."""
_REPLACED, _CONTROL, _NUL = "\ufffd", "[\u0080-\u009f]", "\0"
_AROUND = 12  # characters of context in an example
MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Repair:
    """An excerpt of the text of `row` as it stands, and as it was meant."""

    row: int
    damaged: str
    repaired: str


@dataclass(frozen=True, slots=True)
class EncodingDamage:
    """Rows with damaged text, each in one kind only; sorted row numbers.

    `misread` were UTF-8 and read as Windows-1252 or Latin-1, with the first few `repairs`; `replaced` hold U+FFFD, where a
    decoder gave up (or "ï¿½", which is U+FFFD misread); `controls` hold C1 control characters, which are Windows-1252 read
    as Latin-1; `nul` hold NUL.
    """

    misread: NDArray[np.int64]
    replaced: NDArray[np.int64]
    controls: NDArray[np.int64]
    nul: NDArray[np.int64]
    repairs: tuple[Repair, ...]

    @property
    def rows(self) -> NDArray[np.int64]:
        """All of them, sorted."""
        return np.sort(np.concatenate([self.misread, self.replaced, self.controls, self.nul]))


def misread_runs(text: str) -> list[tuple[int, int, str]]:
    """Where `text` is UTF-8 that was read as Windows-1252: start, end, and what it was meant to be."""
    found = []
    sure = False
    for match in _RUN.finditer(text):
        try:
            meant = bytes(_BYTES[char] for char in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            continue
        found.append((match.start(), match.end(), meant))
        sure = sure or _plausible(match[0], meant, text[match.start() - 1 : match.start()])
    return found if sure else []  # in a text that is surely damaged, the doubtful places are too


def _plausible(run: str, meant: str, before: str) -> bool:
    """Whether this is damage, and not an accented letter or a sign of multiplication before another sign."""
    if len(meant) > 1:
        return True
    if run[0] == "×":
        return False
    if not all(char in _AFTER_A_WORD for char in run[1:]):
        return True
    # Hardly a word ends in these two capitals, but in Portuguese some do: AMANHÃ…
    return run[0] in "ÂÃ" and not before.isupper()


@provider("looking for encoding damage")
def encoding_damage(corpus: Corpus) -> EncodingDamage:
    """Find them; only texts in which a regular expression sees lead and trail bytes are tried out."""
    texts = corpus.texts
    suspects = np.flatnonzero(texts.str.contains(_SEQUENCE).to_numpy())
    misread: list[int] = []
    lost: list[int] = []
    repairs: list[Repair] = []
    for row in suspects.tolist():
        text = str(texts[row])
        runs = misread_runs(text)
        if runs and set("".join(meant for _, _, meant in runs)) == {_REPLACED}:
            lost.append(row)
        elif runs:
            misread.append(row)
            if len(repairs) < MOST_EXAMPLES:
                repairs.append(Repair(row, *_excerpt(text, *runs[0])))
    seen = np.zeros(len(texts), bool)
    seen[misread] = True
    kinds = []
    for pattern in (_REPLACED, _CONTROL, _NUL):
        hit = texts.str.contains(pattern).to_numpy() & ~seen
        if pattern == _REPLACED:
            hit[lost] = True
        seen |= hit
        kinds.append(np.flatnonzero(hit))
    return EncodingDamage(np.array(misread, np.int64), kinds[0], kinds[1], kinds[2], tuple(repairs))


def _excerpt(text: str, start: int, end: int, meant: str) -> tuple[str, str]:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}{text[start:end]}{after}", f"{before}{meant}{after}"
