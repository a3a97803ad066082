"""Errors that a user can act on: one sentence each, never a traceback."""

from dataclasses import dataclass, fields


@dataclass(eq=False)
class W2vcheckError(Exception):
    """Something the user gave cannot be worked with; the command line prints it and exits with 2.

    `expected`, `found` and `advice` are clauses without a full stop. `file` is the path as the user
    wrote it, `line` and `column` count from 1.
    """

    expected: str
    found: str
    advice: str
    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """One sentence: where, what was expected, what was found, what to do."""
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        sentence = f"expected {self.expected}, found {self.found}; {self.advice}."
        return f"{where}: {sentence}" if where else sentence[0].upper() + sentence[1:]

    def __reduce__(self) -> tuple[type["W2vcheckError"], tuple[object, ...]]:
        """What goes from one process to another; `Exception` would leave out what was given by name."""
        return type(self), tuple(getattr(self, one.name) for one in fields(self))


class DataError(W2vcheckError):
    """The data file, table or column cannot be used."""


class ConfigError(W2vcheckError):
    """The configuration file or a command-line option cannot be used."""


class SourceError(W2vcheckError):
    """The script or notebook cannot be read."""
