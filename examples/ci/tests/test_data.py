"""What must hold of the data before anybody trains on them."""

import pytest


@pytest.fixture(scope="module")
def report(w2vcheck_audit):
    """One audit for all tests here; the settings stand in pyproject.toml."""
    return w2vcheck_audit(ladder=False)


def test_nothing_makes_the_accuracy_worthless(report):
    report.raise_for_findings("error")


def test_no_test_row_is_a_copy_of_a_training_row(report):
    assert "W2V302" not in [finding.code for finding in report.findings]


def test_the_honest_accuracy_is_worth_the_trouble(report):
    assert report.waterfall[-1].accuracy.low > 0.6
