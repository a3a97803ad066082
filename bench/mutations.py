"""Faults of code, planted into clean programs by program, each with the observation that proves it.

A mutation changes the text of a program and says which rule should speak, what the line it points at looks like, and how a
run of the changed program differs from a run of the clean one. What cannot be planted in a program gives None.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from execution import ROWS, Program

Facts = dict[str, Any]
Plant = Callable[[Program], "Program | None"]
Proof = Callable[[Facts, Facts], bool]


@dataclass(frozen=True)
class Mutation:
    """`codes` may all say it, `also` may be said as well; `where` is a pattern that the line pointed at must match."""

    name: str
    codes: tuple[str, ...]
    plant: Plant
    proof: Proof
    where: str
    also: tuple[str, ...] = ()
    pedantic: bool = False
    twice: bool = False


MUTATIONS: list[Mutation] = []


def mutation(
    name: str, codes: str, where: str, proof: Proof, *, also: str = "", pedantic: bool = False, twice: bool = False
) -> Callable[[Plant], Plant]:
    """Put a plant on the list."""

    def register(plant: Plant) -> Plant:
        MUTATIONS.append(Mutation(name, tuple(codes.split()), plant, proof, where, tuple(also.split()), pedantic, twice))
        return plant

    return register


def substitute(program: Program, pattern: str, by: str, count: int = 0) -> Program | None:
    """Replace a pattern in all cells; None where it does not occur."""
    cells = [re.sub(pattern, by, cell, count=count, flags=re.MULTILINE) for cell in program.cells]
    return program.with_cells(cells) if tuple(cells) != program.cells else None


def swap(table: dict[str, list[tuple[str, str]]]) -> Plant:
    """Replace texts that differ from program to program; every one must be there."""

    def plant(program: Program) -> Program | None:
        changed = program
        for old, new in table.get(program.name, ()):
            if old not in changed.text:
                raise ValueError(f"{program.name} has no {old!r}")
            changed = changed.with_cells([cell.replace(old, new) for cell in changed.cells])
        return changed if changed is not program else None

    return plant


def masked(text: str) -> str:
    """The cell as Python, every position where it was."""

    def blank(found: re.Match[str]) -> str:
        return "pass" + " " * (len(found[0]) - 4) if found[0][0] != " " else found[0]

    text = re.sub(r"^%time ", "      ", text, flags=re.MULTILINE)
    text = (
        re.sub(r"^      (?=\S)", "if 1: ", text, flags=re.MULTILINE)
        if "if 1:" not in text and text.startswith("      ")
        else text
    )
    return re.sub(r"^[!%].*$", blank, text, flags=re.MULTILINE)


def offset(text: str, line: int, column: int) -> int:
    """Characters before a place that `ast` names (all our programs are ASCII)."""
    return sum(len(one) for one in text.splitlines(keepends=True)[: line - 1]) + column


def span(text: str, node: Any) -> tuple[int, int]:
    """Where a node stands."""
    return offset(text, node.lineno, node.col_offset), offset(text, node.end_lineno, node.end_col_offset)


def edited(program: Program, edits: Callable[[str, ast.Module], list[tuple[int, int, str]]]) -> Program | None:
    """Apply the edits that a function of text and tree gives for every cell."""
    cells = list(program.cells)
    for number, cell in enumerate(program.cells):
        for start, end, text in sorted(edits(cell, ast.parse(masked(cell))), reverse=True):
            cells[number] = cells[number][:start] + text + cells[number][end:]
    return program.with_cells(cells) if tuple(cells) != program.cells else None


def called(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of something whose last name is one of these."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if last in names:
                yield node


def renamed_keyword(old: str, new: str, *owners: str) -> Plant:
    """A keyword of some calls, under another name."""

    def plant(program: Program) -> Program | None:
        def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
            return [
                (start, start + len(old), new)
                for call in called(tree, *owners)
                for keyword in call.keywords
                if keyword.arg == old
                for start in [offset(text, keyword.lineno, keyword.col_offset)]
            ]

        return edited(program, edits)

    return plant


def dropped_lines(pattern: str) -> Plant:
    """Whole lines that match, gone."""
    return lambda program: substitute(program, rf"^[ \t]*{pattern}[ \t]*(?:#.*)?\n", "")


def networks(tree: ast.Module) -> Iterator[ast.expr]:
    """What the `forward` of a class that holds the last layer gives back, and the last element of an `nn.Sequential`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            forwards = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "forward"]
            for forward in forwards:
                yield from (one.value for one in ast.walk(forward) if isinstance(one, ast.Return) and one.value is not None)


def wrapped_output(function: str, losses: str) -> Plant:
    """What the network gives back, through one more function, where the program has one of these losses."""

    def plant(program: Program) -> Program | None:
        if not re.search(losses, program.text):
            return None

        def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
            return [(*span(text, node), f"{function.format(text[slice(*span(text, node))])}") for node in networks(tree)]

        return edited(program, edits)

    return plant


def appended_layer(layer: str, losses: str) -> Plant:
    """One more layer at the end of a network that is an `nn.Sequential` of its own."""

    def plant(program: Program) -> Program | None:
        if not re.search(losses, program.text) or "class AutoEncoder" in program.text:
            return None

        def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
            return [
                (end, end, f", {layer}")
                for call in called(tree, "Sequential")
                for end in [span(text, call.args[-1])[1]]
                if isinstance(call.args[-1], ast.Call) and "Linear" in ast.unparse(call.args[-1])
            ]

        return edited(program, edits)

    return plant


def wrapped_argument(function: str, losses: str) -> Plant:
    """The first argument of the call of the loss, through one more function."""

    def plant(program: Program) -> Program | None:
        if not re.search(losses, program.text):
            return None

        def edits(text: str, tree: ast.Module) -> list[tuple[int, int, str]]:
            names = ("criterion", "loss_fn", "loss_function", "cross_entropy", "binary_cross_entropy_with_logits")
            return [
                (*span(text, call.args[0]), function.format(text[slice(*span(text, call.args[0]))]))
                for call in called(tree, *names)
                if len(call.args) > 1
                and not (isinstance(call.args[0], ast.Name) and call.args[0].id == "out" and "loss +=" in text)
            ]

        return edited(program, edits)

    return plant


def both(*plants: Plant) -> Plant:
    """One change after the other; None where one of them does not apply."""

    def plant(program: Program) -> Program | None:
        current: Program | None = program
        for one in plants:
            current = one(current) if current is not None else None
        return current

    return plant


def reaches(loss: str) -> Proof:
    """The loss was fed with this, always, and was not before."""

    def proof(after: Facts, before: Facts) -> bool:
        return any(key.startswith(loss) for key in after["losses"]) and not any(key.startswith(loss) for key in before["losses"])

    return proof


def fails(*words: str) -> Proof:
    """The program fails with a message that has one of these words in it; the clean one did not."""
    return lambda after, before: before["error"] is None and any(word in (after["error"] or "") for word in words)


def grew(fact: str) -> Proof:
    """A count that was zero is not."""
    return lambda after, before: bool(after[fact]) and not before[fact]


def fitted_on_all(*names: str) -> Proof:
    """One of these was fitted on all rows, more often than in the clean program."""

    def count(facts: Facts) -> int:
        return sum(facts["fitted_rows"].get(name, []).count(ROWS) for name in names)

    return lambda after, before: count(after) > count(before) and after["error"] is None


def renumbered(program: Program) -> Program | None:
    """Execution counts in another order."""
    if not program.counts:
        return None
    counts = list(program.counts)
    counts[2], counts[4] = counts[4], counts[2]
    return replace(program, counts=tuple(counts))
