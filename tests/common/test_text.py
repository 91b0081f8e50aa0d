import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import clean, clean_code, mask_name


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


@pytest.mark.parametrize(
    "text",
    ["👷\u200d♀\ufe0f", "🏳\ufe0f\u200d🌈", "❤\ufe0f\u200d🔥", "می\u200cخواهم", "क्\u200d", "葛\U000e0100城",
     "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "עברית\u200f!", "Đường Nguyễn Huệ", "ภาษาไทยที่",
     "ཨོཾ་མ་ཎི", "한글", "𠮷𡃁"],
)  # fmt: skip
def test_what_makes_another_sign_of_its_neighbours_stays(text: str) -> None:
    assert clean(text, max_length=40) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("井\u200b盖\ufeff缺\u2060失\xad", "井盖缺失"),
        ("a\u200db", "ab"),
        ("Auf\u200clage", "Auflage"),
        ("路\u200f灯", "路灯"),
        ("x\U000e0041\U000e0042", "x"),
        ("\ufe0fa", "a"),
        ("王\u3164小\u2800明", "王 小 明"),
        ("a\ufffe\U0010ffffb", "ab"),
    ],
)
def test_what_nobody_sees_is_dropped(text: str, seen: str) -> None:
    assert clean(text, max_length=40) == seen


@pytest.mark.parametrize("text", ["\u200b\u200d", "\u3164", "\u2060 \xad", "\U000e0041", "\u200e"])
def test_a_text_of_nothing_that_is_seen_is_empty(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize(
    "text",
    ["路灯" + "\u0301" * 12, "a" + "\u0301\u200b" * 6, "\u0344" * 5, "ก" + "\u0e49" * 20, "x\u20dd" * 1 + "\u0489" * 6],
)
def test_piled_accents_are_refused_however_they_are_written(text: str) -> None:
    with pytest.raises(ValueError, match="piles up"):
        clean(text)


def test_a_million_marks_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="piles up"):
        clean("a" + "\u0301\u0327" * 500_000)


@pytest.mark.parametrize("code", ["A\u200d1", "A\ufe0f1", "\ufeffA1", "A\u200e1 ", "A\U000e01001"])
def test_two_codes_that_look_the_same_are_the_same(code: str) -> None:
    assert clean_code(code, max_length=4) == "A1"


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
    ("name", "masked"),
    [("王小明", "王**"), ("张三", "张*"), ("张", "*"), ("John Smith", "J***"), ("", "")],
)
def test_a_masked_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked
