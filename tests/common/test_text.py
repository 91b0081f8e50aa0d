import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clean, mask_name, mask_phone, normal_phone


def test_a_plain_text_stays_as_it_is() -> None:
    assert clean("井盖缺失，Ｗ路 12 号 👷‍♀️", max_length=30) == "井盖缺失，Ｗ路 12 号 👷‍♀️"


def test_it_is_composed_and_stripped() -> None:
    assert clean("\u3000 cafe\u0301 \n", max_length=30) == "café"


def test_control_characters_are_dropped() -> None:
    assert clean("a\x07b\x1b[0m\x7f\x85c", max_length=30) == "ab[0mc"


def test_lines_are_kept_where_lines_are_wanted() -> None:
    assert clean("a\r\nb\rc\td", max_length=30, multiline=True) == "a\nb\nc\td"
    assert clean("a\r\nb\rc\td", max_length=30) == "a b c d"
    assert clean("a\u2028b\u2029c", max_length=30) == "a b c"


def test_markup_is_text_like_any_other() -> None:
    assert clean("<b> {{7*7}} O'Brien %n", max_length=30) == "<b> {{7*7}} O'Brien %n"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "a\udfffb", "\u202egnp.exe", "\u2066a\u2069", "a" + "\u0335" * 500])
def test_faults_and_tricks_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="The text"):
        clean(text, max_length=1000)


def test_length_is_counted_in_characters_after_cleaning() -> None:
    assert clean(" " * 9 + "👷" * 10, max_length=10) == "👷" * 10
    with pytest.raises(ValueError, match="longer than 10 characters"):
        clean("👷" * 11, max_length=10)


@given(st.text())
def test_clean_text_is_clean(text: str) -> None:
    try:
        once = clean(text, max_length=1000, multiline=True)
    except ValueError:
        return
    assert clean(once, max_length=1000, multiline=True) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13812341234", "13812341234"),
        ("138 1234 1234", "13812341234"),
        ("138-1234-1234", "13812341234"),
        ("+86 138 0000 0000", "13800000000"),
        ("008613800000000", "13800000000"),
        ("8613800000000", "13800000000"),
        ("（+86）１３８００００００００", "13800000000"),
        ("021-61234567", "021-61234567"),
        ("(0512) 6612 3456", "0512-66123456"),
        ("+86 21 6123 4567", "021-61234567"),
        ("010 12345678", "010-12345678"),
        ("0311-8612345", "0311-8612345"),
        ("400-812-3456", "4008123456"),
        ("12345", "12345"),
        ("12319", "12319"),
        ("110", "110"),
        ("95598", "95598"),
    ],
)
def test_a_phone_has_one_form(typed: str, phone: str) -> None:
    assert normal_phone(typed) == phone
    assert normal_phone(phone) == phone


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        "138-0000-0000; DROP",
        "1" * 40,
        "13812341234" + " " * 40,
        "12812341234",
        "1381234123",
        "138123412345",
        "+1 212 555 0100",
        "٠١٢٣٤٥٦٧٨٩٠",
        "1381234123４x",
        "0000000000",
    ],
)
def test_what_is_no_chinese_phone_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="telephone"):
        normal_phone(typed)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("021-61234567", "021****4567"),
        ("4008123456", "400****3456"),
        ("61234567", "****4567"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_a_masked_phone_cannot_be_called(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "王**"), ("张三", "张*"), ("张", "*"), ("John Smith", "J***"), ("", "")],
)
def test_a_masked_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked
