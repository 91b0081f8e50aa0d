"""A number of how long it took leads to the cases that took longer: as many as the counters have beyond its bucket."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from cases.models import Case
from evaluations.actions import rebuild
from evaluations.dictionary.durations import A_DECADE, DISPOSAL, DURATIONS, LAST, begins
from evaluations.periods import Days
from evaluations.presenters.took import took_url
from evaluations.queries.questions import By, Part, Question
from evaluations.queries.spread import spread
from tests.cast import City
from tests.clients import api_client
from tests.dashboards.figures import led_to, length
from tests.dashboards.month import NOW

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)
TODAY = NOW.date()
DAYS = Days(TODAY - timedelta(days=27), TODAY, NOW)
CARDS = ("departments/sanitation", "departments/roads", "areas/310101001", "classes/06010", "sources/hotline")


def test_a_bucket_begins_where_the_counters_put_it() -> None:
    """To the microsecond, for each of them: the logarithm is PostgreSQL's, the first time of a bucket is ours."""
    lengths = [begins(bucket) - less for bucket in range(1, LAST + 1) for less in (MICROSECOND, timedelta(0))]
    bucket = DISPOSAL.bucket.template % {"expressions": "took"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {bucket} FROM unnest(%s::interval[]) WITH ORDINALITY AS t (took, n) ORDER BY n", [lengths]
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == [each for bucket in range(1, LAST + 1) for each in (bucket - 1, bucket)]


@pytest.mark.parametrize("who", ["lea", "ada", "hugo"])
def test_the_list_beyond_a_bucket_has_as_many_cases(month: City, who: str) -> None:
    """By counters and live; of each duration, each bucket, in all of the city and in a part of it."""
    user, compared = getattr(month, who), 0
    for part in (Part(), Part(month.sanitation), Part(category="06010")):
        question = Question(DAYS, part=part)
        for name, buckets in spread(user, question).rows.get("", {}).items():
            for bucket in [0, *(each + 1 for each in buckets if each < LAST)]:
                expected = sum(n for each, n in buckets.items() if each >= bucket)
                assert length(user, took_url(question, DURATIONS[name], bucket)) == expected, (name, bucket)
                compared += expected > 0
    assert compared > 50


def test_a_case_on_the_border_is_on_the_same_side_for_counters_and_list(month: City) -> None:
    """Six hours and a bit: one case takes the first time of a bucket, another a microsecond less."""
    bucket = 4 * A_DECADE + 4
    for number, took in enumerate((begins(bucket), begins(bucket) - MICROSECOND)):
        case = Case.objects.filter(state="closed", private=False)[number]
        done = NOW - timedelta(hours=1)
        Case.objects.filter(pk=case.pk).update(
            department=month.roads, dispatched_at=done - took, finished_at=done, closed_at=NOW
        )
    rebuild()
    question = Question(Days(TODAY, TODAY, NOW), part=Part(month.roads))
    buckets = spread(month.lea, question).buckets("disposal")
    beyond = length(month.lea, took_url(question, DISPOSAL, bucket))
    assert buckets[bucket - 1] > 0 < buckets[bucket]
    assert beyond == sum(n for each, n in buckets.items() if each >= bucket)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", ["lea", "hugo"])
def test_what_a_page_says_of_those_that_took_longer_is_their_list(
    month: City, client: Client, who: str, language: str
) -> None:
    user = getattr(month, who)
    user.language = language
    user.save()
    client.force_login(user)
    pages = [f"/scorecards/{card}/?period=90-days" for card in (CARDS if who == "lea" else CARDS[:1])]
    for page in (*pages, "/indicators/?period=90-days"):
        found = list(led_to(client.get(page).text))
        assert found, page
        assert [(url, length(user, url)) for url, __ in found] == found, page


def test_a_length_is_said_in_words_and_wrong_ones_are_refused(month: City, client: Client) -> None:
    client.force_login(month.lea)
    page = client.get("/cases/?all=1&disposal_took=21544.346901").text
    assert "派遣至处置完成用时不少于" in page
    assert "5 小时 59 分" in page
    for wrong in ("-1", "x", "1e99", "NaN", "0.0000001"):
        asked = urlencode({"disposal_took": wrong})
        assert client.get(f"/cases/?{asked}").status_code == 400, wrong
        assert api_client(month.lea).get(f"/api/v1/cases/?{asked}").status_code == 400, wrong


def test_split_by_unit_each_has_its_own(month: City) -> None:
    question = Question(DAYS, by=By.DEPARTMENT)
    rows = spread(month.lea, question).rows
    own = Question(DAYS, part=Part(month.sanitation))
    buckets = rows[month.sanitation.pk]["whole"]
    edge = sorted(buckets)[len(buckets) // 2]
    assert length(month.lea, took_url(own, DURATIONS["whole"], edge + 1)) == sum(
        n for each, n in buckets.items() if each > edge
    )
