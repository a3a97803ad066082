"""A script or notebook with what its expressions stand for; nothing of it is imported or run."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from w2vcheck.artefacts import provider
from w2vcheck.code.flow import follow
from w2vcheck.code.nodes import walk
from w2vcheck.code.run import Event
from w2vcheck.code.source import Cell, Source
from w2vcheck.code.values import Value, class_of
from w2vcheck.results import Location

N = TypeVar("N", bound=ast.AST)
LIBRARIES = ("gensim", "torch", "sklearn", "lightning", "pickle", "joblib", "dill", "keras", "xgboost", "lightgbm")
"""A file without a word of any of these is not followed: no rule has anything to say about it."""
Filed = dict[str, dict[str, list[Event]]]
"""Events by the kind and then by the name of their values."""


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """One file, read.

    `events` are its calls and attribute assignments in the order of execution, as far as the text tells; functions of the script
    are entered where they are called, so that one place in the text may stand for several events. `values` has what each
    expression stands for, the last time it was passed.
    """

    source: Source
    events: tuple[Event, ...]
    values: dict[ast.AST, Value]
    _nodes: dict[type[ast.AST], list[ast.AST]] = field(repr=False)
    _cells: dict[ast.AST, Cell] = field(repr=False)
    _filed: Filed = field(repr=False)

    def value(self, node: ast.AST | None) -> Value | None:
        """What an expression stands for; None where it was never reached."""
        return None if node is None else self.values.get(node)

    def resolve(self, node: ast.AST) -> str | None:
        """The dotted name of the module, function or class of a library that an expression names."""
        value = self.values.get(node)
        return value.name if value is not None and value.kind == "name" else None

    def class_of(self, node: ast.AST) -> str | None:
        """The dotted name of the library class that an expression is an instance of."""
        value = self.values.get(node)
        return None if value is None else class_of(value)

    def calls(self, *names: str) -> Iterator[Event]:
        """The calls of these functions or classes of libraries, by dotted name, in order; of all of them without names."""
        if names:
            return self._happened("call", names)
        return (event for event in self.events if event.value.kind == "call")

    def applications(self) -> Iterator[Event]:
        """The calls of what is neither a name nor a method, such as a network, in order."""
        return iter(self._filed["apply"].get("", ()))

    def methods(self, *names: str) -> Iterator[Event]:
        """The calls of methods with these names on values, in order."""
        return self._happened("method", names)

    def _happened(self, kind: str, names: tuple[str, ...]) -> Iterator[Event]:
        filed = self._filed[kind]
        several = [filed[name] for name in dict.fromkeys(names) if name in filed]
        if len(several) < 2:
            return chain(*several)
        return iter(sorted(chain(*several), key=attrgetter("order")))

    def nodes(self) -> Iterator[ast.AST]:
        """Every statement and expression of all cells, reached or not, by kind."""
        return (node for several in self._nodes.values() for node in several)

    def nodes_of(self, kind: type[N]) -> Iterator[N]:
        """Every node of a kind in all cells, reached or not, in no order that matters."""
        yield from self._nodes.get(kind, ())  # type: ignore[misc]  # filed by its own type

    def cell(self, node: ast.AST) -> Cell:
        """The cell in which a node stands."""
        return self._cells.get(node) or self.source.cells[0]

    def place(self, node: ast.AST) -> Location:
        """Where a node stands."""
        return self.source.place(node, self.cell(node))

    def line_of(self, node: ast.AST | None) -> str:
        """Where a node stands, in words for a sentence: "line 12", or "cell 3, line 2"."""
        if node is None:
            return "the script"
        place = self.place(node)
        return f"line {place.line}" if place.cell is None else f"cell {place.cell}, line {place.line}"

    def places(self, *nodes: ast.AST | None) -> tuple[Location, ...]:
        """Where these nodes stand, each place once; None is left out."""
        return tuple(dict.fromkeys(self.place(node) for node in nodes if node is not None))


@provider("reading the script")
def script(source: Source) -> Script:
    """Follow the script from top to bottom; cells that do not parse are left out."""
    trees = [(cell, cell.tree) for cell in source.cells if cell.tree is not None]
    nodes: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
    cells: dict[ast.AST, Cell] = {}
    for cell, tree in trees:
        found = walk(tree)
        for node in found:
            nodes[type(node)].append(node)
        if len(source.cells) > 1:
            cells.update(dict.fromkeys(found, cell))
    concerned = any(word in cell.text for cell, _ in trees for word in LIBRARIES)
    run = follow([tree for _, tree in trees] if concerned else [])
    return Script(source, tuple(run.events), run.values, nodes, cells, _filed(run.events))


def _filed(events: list[Event]) -> Filed:
    """The calls of all three kinds by their names; applications have none."""
    filed: Filed = {"call": {}, "method": {}, "apply": {}}
    for event in events:
        value = event.value
        if value.kind in filed:
            filed[value.kind].setdefault(value.name, []).append(event)
    return filed
