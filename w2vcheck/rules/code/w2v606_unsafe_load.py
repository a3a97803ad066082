"""
## What it checks
Files that can run code when they are opened: `pickle.load`, `joblib.load`, `numpy.load(allow_pickle=True)` and `torch.load` of a
file that the script downloads, and `torch.load(weights_only=False)` of any file that the script did not write itself.

## Why it matters
A pickle is a program. Whoever can change the file, or stands between you and the server, runs code on your machine.

## How it is measured
By reading: the file must come out of a download (`urllib`, `requests`, `gdown`, `wget`, `huggingface_hub`, `torch.hub`, a shell
line with `wget` or `curl`), followed from name to name or by its literal path. `torch.load` without `weights_only` is safe since
torch 2.6 and counts only where the notebook installs an older one. Files that the same script writes are its own. There is
nothing to count, so there is no figure.

## Fix
`torch.load(path, weights_only=True)`, safetensors, or `KeyedVectors.load_word2vec_format` for word vectors. Unsafe, since a file
that holds more than weights is then refused.

## When to ignore it
When the file is yours and nobody else can write to where it lies.

## References
- Python documentation, `pickle`, the warning at its top; PyTorch 2.6 release notes, `weights_only` of `torch.load`.
"""

import ast
import re
from collections.abc import Iterator

from w2vcheck.code.script import Script
from w2vcheck.code.source import Source
from w2vcheck.code.values import Value, ancestors, is_constant
from w2vcheck.results import Confidence, Edit, Finding, Fix, Severity
from w2vcheck.rule import Rule

RULE = Rule(
    code="W2V606",
    name="unsafe-load",
    severity=Severity.WARNING,
    since="0.1.0",
    summary="Opening files from elsewhere in a way that can run code",
    why="A pickle is a program: whoever can change the file runs code on your machine.",
    fix="Load weights only, or keep vectors in a format that holds nothing but numbers.",
)
_PICKLES = frozenset({
    "pickle.load", "pickle.loads", "dill.load", "dill.loads", "cloudpickle.load", "joblib.load", "pandas.read_pickle",
    "_pickle.load", "cPickle.load",
})  # fmt: skip
_DOWNLOADS = ("urllib.", "requests.", "gdown.", "wget.", "huggingface_hub.", "httpx.", "torch.hub.", "urlopen")
_WRITERS = frozenset({"torch.save", "pickle.dump", "joblib.dump", "numpy.save", "dill.dump"})
_FETCHED = re.compile(r"^\s*[!%]\s*(?:wget|curl|gdown)\b[^\r\n]*", re.MULTILINE)
_OLD_TORCH = re.compile(r"\btorch\s*(?:==|<=?|~=)\s*(?:1\.|2\.[0-5]\b)")


@RULE.lint
def lint(script: Script, source: Source) -> Iterator[Finding]:
    """Look at every load, once."""
    loads = [event.value for event in script.calls(*_PICKLES, "torch.load", "numpy.load")]
    if not loads:
        return
    written = {path for event in script.calls(*_WRITERS) for value in event.value.args for path in _paths(value)}
    fetched = {path for event in script.calls() if _is_download(event.value) for path in _paths(event.value)}
    lines = " ".join(line for cell in source.cells for line in _FETCHED.findall(cell.written))
    old = any(_OLD_TORCH.search(cell.written) for cell in source.cells if "torch" in cell.written)
    seen: set[ast.AST] = set()
    for value in loads:
        node = value.node
        if node is None or node in seen:
            continue
        seen.add(node)
        opened = value.argument(0, "f", "file", "filename", "filepath_or_buffer")
        paths = set(_paths(opened)) if opened is not None else set()
        is_fetched = opened is not None and any(_is_download(one) for one in ancestors(opened))
        is_fetched = is_fetched or bool(paths & fetched) or any(path.rpartition("/")[2] in lines for path in paths if lines)
        if not paths & written and (finding := _judge(script, value, node, is_fetched=is_fetched, old=old)):
            yield finding


def _judge(script: Script, value: Value, node: ast.AST, *, is_fetched: bool, old: bool) -> Finding | None:
    where = "a file that the script downloads" if is_fetched else "a file"
    if value.name == "torch.load":
        given = value.keywords.get("weights_only")
        if is_constant(given, wanted=False) or (given is None and old and is_fetched):
            return RULE.finding(
                f"torch.load opens {where} and lets it run code.",
                confidence=Confidence.HIGH if is_fetched else Confidence.MEDIUM,
                locations=(script.place(node),),
                fix="Use weights_only=True.",
                mending=_mending(script, node),
            )
        return None
    if not is_fetched or (value.name == "numpy.load" and not is_constant(value.keywords.get("allow_pickle"), wanted=True)):
        return None
    return RULE.finding(f"{value.name} opens {where} and lets it run code.", locations=(script.place(node),))


def _mending(script: Script, node: ast.AST) -> Fix | None:
    given = next((one for one in getattr(node, "keywords", ()) if one.arg == "weights_only"), None)
    if given is None or not isinstance(given.value, ast.Constant):
        return None
    cell = script.cell(given)
    return Fix("set `weights_only=True`", (Edit(*cell.span(given.value), "True", cell.index),), safe=False)


def _is_download(value: Value) -> bool:
    return value.kind == "call" and value.name.startswith(_DOWNLOADS)


def _paths(value: Value) -> Iterator[str]:
    """The literal paths that went into a value; an address is none."""
    for one in ancestors(value):
        if one.kind == "constant" and isinstance(one.constant, str) and len(one.constant) > 3 and "://" not in one.constant:
            yield one.constant.removeprefix("./")
