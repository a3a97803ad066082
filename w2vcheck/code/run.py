"""The state of one reading of a script: what is bound to which name, and what happened in which order."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from w2vcheck.code.values import Value

MOST_DEPTH = 12
"""Calls of the script's own functions inside each other that are followed."""
MOST_STATEMENTS = 6_000
"""Statements in functions that are followed in all; then calls of the script's own functions are unknown values."""
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(slots=True, eq=False)
class Frame:
    """The names of a module, a function or a comprehension. `outer` is where a name is looked up next."""

    names: dict[str, Value]
    outer: "Frame | None" = None
    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    outside: dict[str, "Frame"] = field(default_factory=dict)  # names declared global or nonlocal
    loops: int = 0
    is_class: bool = False

    def find(self, name: str) -> Value | None:
        """What is bound to the name, here or further out."""
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names:
                return frame.names[name]
            frame = frame.outer
        return None

    def bind(self, name: str, value: Value) -> None:
        """Bind a name; what it was bound to before is forgotten."""
        if self.outside and name in self.outside:
            self.outside[name].names[name] = value
        else:
            self.names[name] = value

    @property
    def module(self) -> "Frame":
        """The frame of the module."""
        frame = self
        while frame.outer is not None:
            frame = frame.outer
        return frame


@dataclass(slots=True, eq=False)
class Event:
    """A call, or an assignment to an attribute, in the order of execution as far as the text tells.

    `loops` are the loops around it and `contexts` what is entered by `with`, both outermost first and through the functions
    of the script that lead to it; `functions` are those. `branches` counts the conditions that it depends on. `frame` tells
    two runs of the same function apart. `called` is False in functions that the script itself never calls.
    """

    value: Value
    order: int
    loops: tuple[ast.AST, ...]
    contexts: tuple[Value, ...]
    functions: tuple[Function, ...]
    branches: int
    frame: Frame
    called: bool = True


@dataclass(slots=True, eq=False)
class Run:
    """A reading under way. `execute` runs statements in a frame and says whether the end is reached."""

    execute: "Callable[[Run, Frame, list[ast.stmt]], bool]"
    evaluate: "Callable[[Run, Frame, ast.expr], Value]"
    events: list[Event] = field(default_factory=list)
    values: dict[ast.AST, Value] = field(default_factory=dict)
    loops: tuple[ast.AST, ...] = ()
    contexts: tuple[Value, ...] = ()
    functions: tuple[Function, ...] = ()
    branches: int = 0
    statements: int = 0
    called: bool = True
    hidden: int = 0  # inside a branch that is known not to be taken
    entered: set[Function] = field(default_factory=set)
    made: dict[ast.AST, Value] = field(default_factory=dict)  # the last instance of each class

    def log(self, frame: Frame, value: Value) -> Value:
        """Note that this happens now."""
        if not self.hidden:
            self.events.append(
                Event(value, len(self.events), self.loops, self.contexts, self.functions, self.branches, frame, self.called)
            )
        return value


def either(values: Iterable[Value], node: ast.AST | None = None) -> Value:
    """One of these, depending on how the script goes."""
    different = list(dict.fromkeys(values))
    if len(different) == 1:
        return different[0]
    return Value("either", node=node, args=tuple(different))
