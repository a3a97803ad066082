"""The reference of the Python API: which names are public; what is said about them stands in their docstrings."""

from types import FunctionType

import w2vcheck

HEAD = """\
# Python API

Everything public stands in `w2vcheck` and is imported on first use, so that `import w2vcheck` costs nothing. What stands
elsewhere may change from one release to the next; see the [stability policy](../stability.md).
"""


def page() -> str:
    """Functions first, then the values they take and return."""
    found = {name: getattr(w2vcheck, name) for name in w2vcheck.__all__}
    functions = [name for name, value in found.items() if isinstance(value, FunctionType)]
    values = [name for name in found if name not in functions]
    lines = [HEAD]
    for title, names in (("Functions", functions), ("Values", values)):
        lines += [f"## {title}", ""]
        for name in names:
            lines += [f"::: w2vcheck.{name}", ""]
    return "\n".join(lines)
