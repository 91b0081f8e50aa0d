"""In which encoding a file is read: what is said counts, else the likeliest, and a guess is told with an example."""

import io

import pytest

from common.csv_reader import Problems, read_table
from common.encodings import BadLineError, Encoding, encoding_of

CHINESE = "编号,名称\n01,暴露垃圾\n02,道路破损，井盖缺失\n03,朱镕基题写的路牌\n"
GERMAN = "code,name\n01,Grünflächen/Spielplätze\n02,Straßenschäden – groß\n03,Öffentliche Beleuchtung\n"
FRENCH = "code,name\n01,Déchets déposés à côté\n02,Éclairage « défectueux »\n"
TAIWAN = "編號,名稱\n01,違規停車\n02,道路坑洞與人孔蓋不平\n03,廢棄物清理\n"


def found(text: str, codec: str, said: str = "") -> Encoding:
    return encoding_of(io.BytesIO(text.encode(codec)), said)


@pytest.mark.parametrize(
    ("text", "codec", "guess"),
    [
        (CHINESE, "gb18030", "GB18030"), (CHINESE, "gbk", "GB18030"), (TAIWAN, "gb18030", "GB18030"),
        (GERMAN, "cp1252", "Windows-1252"), (FRENCH, "cp1252", "Windows-1252"), (FRENCH, "iso8859_15", "Windows-1252"),
        (TAIWAN, "big5", "Big5"),
        ("code,name\n01,街\n", "gbk", "GB18030"), ("a,b\n1,Müller\n", "cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_the_likeliest_encoding_is_taken(text: str, codec: str, guess: str) -> None:
    assert found(text, codec).guess == guess


@pytest.mark.parametrize(("text", "codec"), [(CHINESE, "gb18030"), (GERMAN, "cp1252"), (TAIWAN, "big5")])
def test_the_text_is_read_as_it_was_written(text: str, codec: str) -> None:
    problems, warnings = Problems(), Problems()
    columns = text.splitlines()[0].split(",")
    rows = read_table(
        io.BytesIO(text.encode(codec)), required=columns, problems=problems, warnings=warnings, name="a.csv"
    )
    assert [[*row.values.values()] for row in rows] == [line.split(",") for line in text.splitlines()[1:]]
    assert not problems
    assert len(warnings.found) == 1


@pytest.mark.usefixtures("english")
def test_a_guess_is_told_with_words_as_they_were_read() -> None:
    told = found(GERMAN, "cp1252").told
    assert told == "The file is not in UTF-8; it was read as Windows-1252, such as “Grünflächen/Spielplätze”."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "ascii"])
def test_what_says_itself_is_no_guess(codec: str) -> None:
    assert found("code,name\n01,a\n", codec).told == ""


def test_what_was_said_is_no_guess_and_counts_for_what_is_not_utf_8() -> None:
    assert found(GERMAN, "cp1252", "windows-1252") == Encoding("cp1252")
    assert found(GERMAN, "utf-8", "windows-1252") == Encoding("utf-8-sig")
    assert found("код,имя\n1,Привет\n", "cp1251", "windows-1251").codec == "cp1251"


def test_what_was_said_must_be_so() -> None:
    with pytest.raises(BadLineError) as no:
        found(GERMAN, "cp1252", "gb18030")
    assert no.value.line == 3


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r"])
def test_what_nobody_can_tell_is_refused(codec: str) -> None:
    with pytest.raises(BadLineError):
        found("код,имя\n1,Уборка мусора\n2,Освещение улиц\n", codec)


@pytest.mark.parametrize("text", [GERMAN, FRENCH, CHINESE])
def test_utf_8_with_a_broken_character_is_nothing_else(text: str) -> None:
    raw = text.encode() + b"04,\xe8\xb7\n"
    with pytest.raises(BadLineError) as no:
        encoding_of(io.BytesIO(raw))
    assert no.value.line == text.count("\n") + 1


def test_a_large_file_is_weighed_by_a_part_of_it() -> None:
    assert found(GERMAN + "04,plain\n" * 400_000 + GERMAN, "cp1252").guess == "Windows-1252"
