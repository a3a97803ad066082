"""A diagnostic linter for text classifiers on word vectors.

`audit` and `lint` do what `w2vcheck audit` and `w2vcheck lint` do and return a `Report`, `audit_vectors` what `w2vcheck vectors`
does; `audit_estimator` audits a scikit-learn estimator with its data; `audit_model` and `probe` look at a torch module.
Everything here is imported on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from w2vcheck.auditor import audit
    from w2vcheck.errors import W2vcheckError
    from w2vcheck.estimator_audit import audit_estimator
    from w2vcheck.experiment.module_audit import audit_model, probe
    from w2vcheck.linter import lint
    from w2vcheck.results import Confidence, Finding, FindingsError, Location, Measure, Report, Severity
    from w2vcheck.settings import Settings
    from w2vcheck.vector_audit import audit_vectors

__version__ = "0.1.0"
__all__ = [
    "Confidence",
    "Finding",
    "FindingsError",
    "Location",
    "Measure",
    "Report",
    "Settings",
    "Severity",
    "W2vcheckError",
    "audit",
    "audit_estimator",
    "audit_model",
    "audit_vectors",
    "lint",
    "probe",
]

_HOMES = {
    "audit": "w2vcheck.auditor",
    "audit_estimator": "w2vcheck.estimator_audit",
    "audit_vectors": "w2vcheck.vector_audit",
    "lint": "w2vcheck.linter",
    "W2vcheckError": "w2vcheck.errors",
    "Settings": "w2vcheck.settings",
    **dict.fromkeys(("audit_model", "probe"), "w2vcheck.experiment.module_audit"),
    **dict.fromkeys(("Confidence", "Finding", "FindingsError", "Location", "Measure", "Report", "Severity"), "w2vcheck.results"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'w2vcheck' has no attribute {name!r}")
