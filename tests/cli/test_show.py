"""Progress: a line on a terminal, nothing at all in a pipe."""

import io
import sys

import pytest

from w2vcheck.artefacts import silent
from w2vcheck.cli.show import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_pipe_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress() as tell:
        assert tell is silent
        tell("training", 0.5)

    assert pipe.getvalue() == ""


def test_a_terminal_sees_the_stage_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress() as tell:
        tell("reading the data")
        tell("training Word2Vec", 0.25)
        tell("training Word2Vec", 0.75)

    shown = terminal.getvalue()
    assert "training Word2Vec" in shown
    assert "left" in shown
