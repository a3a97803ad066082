"""Packed files that are far larger than they look: a few megabytes that unpack to more than the memory holds."""

from collections.abc import Iterator
from typing import IO

from w2vcheck.errors import DataError

LARGE = 1 << 28
"""Bytes up to which anything is unpacked."""
MOST_FOLD = 200
"""Times its packed size that a larger file may have: texts and tables reach 3 to 20, a column of one repeated word about 100."""
_BLOCK = 1 << 24


def blocks(stream: IO[bytes], packed: int, name: str | None = None) -> Iterator[bytes]:
    """What is left in an unpacked stream, of a file of `packed` bytes, block by block.

    Raises `DataError` before more than `LARGE` bytes are unpacked of what unpacks to more than `MOST_FOLD` times its size.
    """
    unpacked = 0
    while block := stream.read(_BLOCK):
        unpacked += len(block)
        if unpacked > LARGE and unpacked > MOST_FOLD * packed:
            found = f"one of {packed:,} bytes that unpacks to more than {MOST_FOLD} times as many"
            raise DataError("a packed file that fits into memory", found, "unpack it and look at what it holds", name)
        yield block
