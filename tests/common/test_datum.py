from math import cos, hypot, inf, nan, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.datum import Datum, from_wgs84, to_wgs84

IN_CHINA = (st.floats(73.6, 135), st.floats(3.5, 53.5))


def metres(first: tuple[float, float], second: tuple[float, float]) -> float:
    east = (second[0] - first[0]) * 111320 * cos(radians(first[1]))
    return hypot(east, (second[1] - first[1]) * 110574)


# From the tests of eviltransform, an independent implementation.
@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),  # Shanghai
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),  # Shenzhen
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),  # Beijing
    ],
)
def test_gcj02_is_what_others_publish(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert from_wgs84(*wgs84, Datum.GCJ02) == pytest.approx(gcj02, abs=1e-6)
    assert to_wgs84(*gcj02, Datum.GCJ02) == pytest.approx(wgs84, abs=1e-6)


@pytest.mark.parametrize("datum", list(Datum))
@given(lng=IN_CHINA[0], lat=IN_CHINA[1])
def test_there_and_back_is_the_same_point(datum: Datum, lng: float, lat: float) -> None:
    assert to_wgs84(*from_wgs84(lng, lat, datum), datum) == pytest.approx((lng, lat), abs=1e-7)


@given(lng=IN_CHINA[0], lat=IN_CHINA[1])
def test_gcj02_moves_a_point_by_metres_not_by_kilometres(lng: float, lat: float) -> None:
    assert 10 < metres((lng, lat), from_wgs84(lng, lat, Datum.GCJ02)) < 1500


def test_bd09_is_what_others_publish() -> None:
    gcj02, bd09 = (116.404, 39.915), (116.41036949371029, 39.92133699351021)  # the example of coordtransform's page
    assert to_wgs84(*bd09, Datum.BD09) == pytest.approx(to_wgs84(*gcj02, Datum.GCJ02), abs=1e-7)


def test_bd09_moves_gcj02_by_about_a_kilometre_to_the_north_east() -> None:
    gcj02 = from_wgs84(116.39, 39.9, Datum.GCJ02)
    bd09 = from_wgs84(116.39, 39.9, Datum.BD09)
    assert bd09[0] > gcj02[0]
    assert bd09[1] > gcj02[1]
    assert 500 < metres(gcj02, bd09) < 1500


def test_wgs84_stays_as_it_is() -> None:
    assert to_wgs84(116.39, 39.9, Datum.WGS84) == from_wgs84(116.39, 39.9, Datum.WGS84) == (116.39, 39.9)


@pytest.mark.parametrize("point", [(2.35, 48.86), (-74.0, 40.7), (151.2, -33.9), (0.0, 0.0), (180.0, 90.0)])
def test_outside_china_gcj02_is_wgs84(point: tuple[float, float]) -> None:
    assert to_wgs84(*point, Datum.GCJ02) == from_wgs84(*point, Datum.GCJ02) == point


@pytest.mark.parametrize("point", [(180.1, 0.0), (-181.0, 0.0), (0.0, 90.1), (0.0, -91.0), (39.9, 116.4)])
def test_a_point_off_the_globe_is_refused(point: tuple[float, float]) -> None:
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(ValueError, match="degrees"):
            convert(*point, Datum.GCJ02)


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_numbers_that_are_none_are_refused(number: float) -> None:
    for point in ((number, 39.9), (116.4, number)):
        with pytest.raises(ValueError, match="finite"):
            to_wgs84(*point, Datum.WGS84)
