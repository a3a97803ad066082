"""Everything that is kept is read back as it was; what does not fit its type is refused."""

import json
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pytest
from exhibit_strategies import exhibits
from hypothesis import given
from numpy.typing import NDArray
from report_samples import empty
from report_strategies import reports

from w2vcheck.codec import Arrays, UnknownForm, decode, encode
from w2vcheck.exhibits.values import Exhibits
from w2vcheck.report import json_report
from w2vcheck.results import Measure, Report


class Color(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Everything:
    color: Color
    pair: tuple[str, int]
    many: tuple[float, ...]
    maybe: NDArray[np.float32] | None
    by_name: dict[str, list[NDArray[np.int32]]]
    measure: Measure | None
    flag: bool


@given(exhibits)
def test_what_pictures_are_drawn_from_comes_back_as_it_was(shown: Exhibits) -> None:
    arrays: Arrays = {}

    assert decode(Exhibits, json.loads(json.dumps(encode(shown, arrays))), arrays) == shown
    whole = decode(Report, json.loads(json.dumps(encode(replace(empty(), exhibits=shown), arrays))), arrays)
    assert whole.exhibits == shown


@given(reports)
def test_a_report_comes_back_to_the_byte(report: Report) -> None:
    arrays: Arrays = {}
    again = decode(Report, json.loads(json.dumps(encode(report, arrays))), arrays)

    plain = replace(report, settings={})  # their lists may be given as tuples, which JSON does not know
    assert repr(replace(again, settings={})) == repr(plain)  # NaN is not equal to itself
    assert json_report.render(again, timings=True) == json_report.render(report, timings=True)
    assert not arrays


def test_arrays_come_back_with_their_type() -> None:
    value = Everything(
        Color.RED,
        ("a", 1),
        (0.1, float("inf")),
        np.eye(2, dtype=np.float32),
        {"b": [np.arange(3, dtype=np.int32), np.zeros(0, np.int32)]},
        Measure.share("share", 1, 3),
        flag=True,
    )
    arrays: Arrays = {}
    again = decode(Everything, json.loads(json.dumps(encode(value, arrays))), arrays)

    assert (again.color, again.pair, again.many, again.measure, again.flag) == (
        value.color,
        value.pair,
        value.many,
        value.measure,
        True,
    )
    assert again.maybe.dtype == np.float32
    assert np.array_equal(again.maybe, np.eye(2))
    assert [array.dtype for array in again.by_name["b"]] == [np.int32, np.int32]


def test_numbers_of_numpy_become_plain_ones() -> None:
    measure = Measure("m", np.float64(0.1), np.float32(0.5), 1.0, "share", np.int64(7))  # type: ignore[arg-type]  # as rules yield them

    assert decode(Measure, encode(measure, {}), {}) == Measure("m", 0.1, 0.5, 1.0, "share", 7)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {"name": "m"},
        {"name": "m", "value": "0.1", "low": 0, "high": 1, "unit": "share", "n": 7, "scope": "all rows"},
        {"name": "m", "value": 0.1, "low": 0, "high": 1, "unit": "share", "n": 7, "scope": "all rows", "more": 1},
    ],
)
def test_what_does_not_fit_is_refused(document: object) -> None:
    with pytest.raises(UnknownForm):
        decode(Measure, document, {})


def test_objects_are_not_written() -> None:
    with pytest.raises(UnknownForm, match="object"):
        encode(Measure("m", 0.0, 0.0, 0.0, "share", object()), {})  # type: ignore[arg-type]  # on purpose
    with pytest.raises(UnknownForm):
        encode(np.array([object()]), {})
