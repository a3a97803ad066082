"""How many objects a pickle asks Python to remember, read off its opcodes before any of them is carried out.

A pickle numbers what it will come back to, and Python's reader makes room for the highest
number it meets: five bytes ask for 64 GB. A sound file has no number beyond its own length.
"""

import pickletools
from mmap import mmap

_LINES = {"decimalnl_short", "decimalnl_long", "stringnl", "unicodestringnl", "floatnl", "stringnl_noescape"}
_PAIRS = {"stringnl_noescape_pair"}
_PREFIXES = {pickletools.TAKEN_FROM_ARGUMENT1: 1, pickletools.TAKEN_FROM_ARGUMENT4: 4, pickletools.TAKEN_FROM_ARGUMENT4U: 4}
_PREFIXES[pickletools.TAKEN_FROM_ARGUMENT8U] = 8
_BINARY, _TEXT, _STOP = (ord("q"), ord("r")), ord("p"), ord(".")


def _steps() -> tuple[int, ...]:
    """What follows each opcode: so many bytes; -1, -4 or -8 for a length of as many bytes, and what it counts.

    -100 or -200 for one or two lines, -1000 for what is no opcode.
    """
    steps = [-1000] * 256
    for op in pickletools.opcodes:
        kind = op.arg
        step = 0 if kind is None else kind.n
        if kind is not None and kind.name in _LINES | _PAIRS:
            step = -200 if kind.name in _PAIRS else -100
        elif kind is not None and kind.n < 0:
            step = -_PREFIXES[kind.n]
        steps[ord(op.code)] = step
    return tuple(steps)


_STEPS = _steps()


def highest_slot(data: bytes | mmap) -> int:
    """The highest number that the pickle gives to an object, up to the end or the first thing that no pickle has; 0 for none."""
    at, end, highest = 0, len(data), 0
    steps, whole = _STEPS, int.from_bytes
    while at < end:
        op = data[at]
        step = steps[op]
        at += 1
        if step >= 0:
            if op in _BINARY:
                highest = max(highest, whole(data[at : at + step], "little"))
            at += step
        elif step >= -8:
            at += whole(data[at : at - step], "little") - step
        elif step > -1000:
            line = at
            for _ in range(step // -100):
                at = data.find(b"\n", at) + 1
                if not at:
                    return highest
            if op == _TEXT and (said := data[line : at - 1].strip()).isdigit():
                highest = max(highest, int(said[:20]))
        else:
            return highest
        if op == _STOP:
            break
    return highest
