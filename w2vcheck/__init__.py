"""A diagnostic linter for text classifiers on word vectors.

`audit` and `lint` do what `w2vcheck audit` and `w2vcheck lint` do and return a `Report`. Everything here is imported on first
use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from w2vcheck.auditor import audit
    from w2vcheck.errors import W2vcheckError
    from w2vcheck.linter import lint
    from w2vcheck.results import Confidence, Finding, Location, Measure, Report, Severity
    from w2vcheck.settings import Settings

__version__ = "0.1.0"
__all__ = ["Confidence", "Finding", "Location", "Measure", "Report", "Settings", "Severity", "W2vcheckError", "audit", "lint"]

_HOMES = {
    "audit": "w2vcheck.auditor",
    "lint": "w2vcheck.linter",
    "W2vcheckError": "w2vcheck.errors",
    "Settings": "w2vcheck.settings",
    **dict.fromkeys(("Confidence", "Finding", "Location", "Measure", "Report", "Severity"), "w2vcheck.results"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'w2vcheck' has no attribute {name!r}")
