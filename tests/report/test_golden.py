"""Every format on the founding case, on a clean corpus, on a report with a bit of all, and on scripts: byte for byte."""

from functools import cache

import pytest
from golden_reports import FILES, GOLDEN, REPORTS, stable

from w2vcheck.report.formats import AUDIT_FORMATS
from w2vcheck.results import Report

QUICK = [name for name in REPORTS if name != "done_right"]
FORMS = [form for form in AUDIT_FORMATS if form in FILES]


@cache
def made(name: str) -> Report:
    return REPORTS[name]()


def golden(name: str, form: str) -> str:
    return (GOLDEN / name / FILES[form]).read_bytes().decode("utf-8")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", QUICK)
def test_the_format_has_not_changed(name: str, form: str) -> None:
    assert stable(made(name), form) == golden(name, form)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_nor_on_a_clean_corpus_whose_models_are_trained(form: str) -> None:
    assert stable(made("done_right"), form) == golden("done_right", form)


def test_no_format_names_the_disk_of_this_machine() -> None:
    here = str(GOLDEN.parents[2])
    for name in REPORTS:
        for file in (GOLDEN / name).iterdir():
            assert here not in file.read_text("utf-8"), file
