"""Telephone numbers of any country: one form each, refused with the reason, masked so that nobody can call them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.phones import in_region, mask_phone, normal_phone, region_named


@pytest.fixture(autouse=True)
def _china() -> Iterator[None]:
    with in_region("CN"):
        yield


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13812341234", "13812341234"),
        ("138 1234 1234", "13812341234"),
        ("13900008694", "13900008694"),  # the digits of a country code within a number are none
        ("138-1234-1234", "13812341234"),
        ("138.1234.1234", "13812341234"),
        ("+86 138 0000 0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("（+86）１３８００００００００", "13800000000"),
        ("\u202d138 1234 1234\u202c", "13812341234"),
        ("138\u200b1234\ufeff1234", "13812341234"),
        ("021-61234567", "021-61234567"),
        ("(0512) 6612 3456", "0512-66123456"),
        ("+86 21 6123 4567", "021-61234567"),
        ("010 12345678", "010-12345678"),
        ("0311-8612345", "0311-8612345"),
        ("021-12345678-801", "021-12345678-801"),
        ("021-12345678转801", "021-12345678-801"),
        ("400-812-3456", "4008123456"),
        ("12345", "12345"),
        ("12319", "12319"),
        ("110", "110"),
        ("95598", "95598"),
        ("+1 617 635 4500", "+16176354500"),
        ("+1 (617) 635-4500 ext. 12", "+16176354500x12"),
        ("+41 79 123 45 67", "+41791234567"),
        ("0041 44 412 50 99", "+41444125099"),
        ("+852 2345 6789", "+85223456789"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_a_phone_has_one_form(typed: str, phone: str) -> None:
    assert normal_phone(typed) == phone
    assert normal_phone(phone) == phone


@pytest.mark.parametrize(
    ("region", "typed", "phone"),
    [
        ("US", "617-635-4500", "+16176354500"),
        ("US", "(617) 635-4500", "+16176354500"),
        ("US", "617.635.4500 x12", "+16176354500x12"),
        ("US", "311", "311"),
        ("CH", "044 412 50 99", "+41444125099"),
        ("CH", "079 123 45 67", "+41791234567"),
        ("DE", "030 123456", "+4930123456"),
        ("DE", "115", "115"),
        ("DE", "+86 138 1234 1234", "+8613812341234"),
        ("DE", "0086 138 1234 1234", "+8613812341234"),
    ],
)
def test_a_city_elsewhere_types_its_own_numbers(region: str, typed: str, phone: str) -> None:
    with in_region(region):
        assert normal_phone(typed) == phone
        assert normal_phone(phone) == phone


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "digits"),
        ("-", "digits"),
        ("abc", "digits"),
        ("电话:abc\u202e", "digits"),
        ("1-800-FLOWERS", "digits"),
        ("138-0000-0000; DROP", "digits"),
        ("1" * 80, "digits"),
        ("13812341234" + " " * 80, "digits"),
        ("٠١٢٣٤٥٦٧٨٩٠", "digits"),
        ("1381234123４x", "digits"),
        ("12812341234", "another country with"),
        ("1381234123", "another country with"),
        ("138123412345", "another country with"),
        ("617-635-4500", "another country with"),
        ("13812341234/13912341234", "another country with"),
        ("+999 123456", "No country"),
        ("+49 1", "too short"),
        ("+1 617", "more digits"),
        ("+1 617 635 4500 4500", "fewer digits"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        normal_phone(typed)


@given(st.text(alphabet="+0123456789 -()x.\u200b\u202d１ー转", max_size=24), st.sampled_from(["CN", "US", "DE", "JP"]))
def test_whatever_is_typed_has_one_form_or_none(typed: str, region: str) -> None:
    with in_region(region):
        try:
            phone = normal_phone(typed)
        except ValueError:
            return
        assert normal_phone(phone) == phone
        assert len(phone) <= 20


@pytest.mark.parametrize(("typed", "region"), [("CN", "CN"), (" de ", "DE"), ("us", "US")])
def test_a_country_has_two_letters(typed: str, region: str) -> None:
    assert region_named(typed) == region


@pytest.mark.parametrize("typed", ["", "ZZ", "CHN", "86", "China"])
def test_another_word_is_no_country(typed: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166"):
        region_named(typed)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("021-61234567", "021****4567"),
        ("4008123456", "400****3456"),
        ("61234567", "****4567"),
        ("+16176354500", "+16****4500"),
        ("+16176354500x12", "+16****4500"),
        ("+41791234567", "+41****4567"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_a_masked_phone_cannot_be_called(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked
