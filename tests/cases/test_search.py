"""Search: Chinese words of two characters, numbers whole and in part, places, units and classes."""

from typing import Any

import pytest
from django.db import connection

from cases.models import Case
from cases.queries.search import find, in_each
from common.hits import marked
from common.words import plain_words
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def found(words: str) -> list[str]:
    """By the index, and the same by looking for the words in each case."""
    cases = find(Case.objects.all(), words)
    assert set(in_each(cases)) == set(cases)
    return sorted(case.number for case in cases)


@pytest.fixture
def case(city: City) -> Case:
    """A heap at People's Road, beside one that shares no word with it."""
    make.reported("01001", by=city.ines, at_cell=(3, 1), description="路面不平 noise", address="解放街7号")
    return make.reported("06010", by=city.ines, description="门前有一堆装修垃圾，Café 旁边", address="人民路８８号")


@pytest.mark.parametrize(
    "words",
    ["垃圾", "装修垃圾", "门前", "边", "圾", "人民路", "人民路88号", "８８", "cafe\u0301", "CAF", "暴露垃圾", "暴露",
     "人民 装修", "装修，人民"],
)  # fmt: skip
def test_words_of_the_text_and_of_the_class_find_it(case: Case, words: str) -> None:
    assert found(words) == [case.number]


def test_a_word_is_found_where_all_its_pairs_stand(case: Case) -> None:
    assert found("装修垃圾，") == found("一堆装") == [case.number]
    Case.objects.filter(pk=case.pk).update(description="堆装一堆")
    assert found("一堆装") == [case.number]


@pytest.mark.parametrize("words", ["圾堆", "前一", "人民 解放", "afé", "99999", "', ! | ')", "。", "((", "\\"])
def test_what_is_not_there_finds_nothing_and_breaks_nothing(case: Case, words: str) -> None:
    assert found(words) == []


def test_a_number_is_found_whole_by_its_day_and_by_its_end(case: Case) -> None:
    day, __, count = case.number.partition("-")
    assert found(case.number) == found(f" {case.number.lower()} ") == [case.number]
    assert case.number in found(day)
    assert found(count) == [case.number]
    assert case.number in found(count.lstrip("0"))


def test_a_unit_and_a_place_are_found_by_name(city: City) -> None:
    owed = make.dispatched("06010", by=city.ines)
    make.reported("01001", by=city.ines, description="", at_cell=(3, 1))
    assert found("环卫") == found("环卫中心") == found("Area 310101001001") == [owed.number]


def test_a_case_is_found_by_its_unit_as_soon_as_it_has_one(city: City) -> None:
    case = make.reported("06010", by=city.ines)
    assert found("环卫中心") == []
    Case.objects.filter(pk=case.pk).update(department=city.sanitation)
    assert found("环卫中心") == [case.number]


def test_the_index_answers_a_word_of_two_characters(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan: Any = find(Case.objects.all(), "垃圾").order_by("-reported_at").explain()
    assert "case_words" in plan


@pytest.fixture
def abroad(city: City) -> Case:
    """Words of many scripts, with accents."""
    words = "Grünflächen an der Straße, Đường Nguyễn Huệ, Яма на дороге, Λακκούβα στην οδό, حُفرة في الطريق, बरगद, ゴミ"
    return make.reported("06010", by=city.ines, description=words, address="Łódź, Smørbrød 7")


@pytest.mark.parametrize(
    "words",
    ["grunflachen", "Grünflächen", "GRÜN", "gru\u0308n", "strasse", "Straße", "nguyen hue", "Nguyễn", "duong", "яма",
     "ДОРОГЕ", "λακκουβα", "ΟΔΟ", "حفرة", "حُفرة", "الطريق", "बरगद", "ゴミ", "lodz", "Łódź", "smorbrod"],
)  # fmt: skip
def test_words_of_any_script_are_found_with_their_accents_and_without(abroad: Case, words: str) -> None:
    assert found(words) == [abroad.number]


@pytest.mark.parametrize(
    "text", ["INTERSECTION  of River St & Main-St (#12)", "x" * 130 + " end", "a\tb\nc_d  C.O.D.", " ", "!?"], ids=repr
)
def test_plain_letters_are_cut_as_those_among_others_are(db: None, text: str) -> None:
    """They take a shorter way; the same words beside one letter with an accent take the long one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT case_words(%(text)s, '', '20260302-000007', 1, 2, NULL, 3),
                      ts_delete(case_words(%(text)s || ' é', '', '20260302-000007', 1, 2, NULL, 3), 'e')""",
            {"text": text},
        )
        short, long = cursor.fetchone()
    assert short == long
    assert "'20260302-000007' '7'" in short


def test_a_name_is_found_without_its_accents(city: City) -> None:
    city.roads.name = "Straßen- und Grünflächenamt"
    city.roads.save()
    case = make.reported("01001", by=city.ines, description="")
    Case.objects.filter(pk=case.pk).update(department=city.roads)
    assert found("grunflachenamt") == found("strassen") == [case.number]


def test_the_database_and_python_make_the_same_of_a_text(db: None) -> None:
    """For what is typed is made plain by Python, and what is searched by PostgreSQL."""
    texts = [
        "Grünflächen",
        "STRASSE ß",
        "ﬁ Ⅷ １２",
        "İstanbul ı",
        "Ærø Œuvre Þór",
        "οδός ΟΔΟΣ",
        "Ёж й",
        "حُفْرَة ــ",
        "한글",
        "ガギ か゚",
        "x̂",
        "葛󠄀",
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT plain_text(said) FROM unnest(%s) AS said", [texts])
        assert [row[0] for row in cursor.fetchall()] == [plain_words(text) for text in texts]


def test_a_hit_is_marked_in_a_word_with_accents() -> None:
    assert marked("Grünflächen an der Straße", ["grunflachen", "strasse"]) == (
        "<mark>Grünflächen</mark> an der <mark>Straße</mark>"
    )
