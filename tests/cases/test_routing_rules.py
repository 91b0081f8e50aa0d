"""Rules begin and end, one at a time for the same what and where, and waiting cases follow at once."""

from datetime import timedelta

import pytest

from cases.actions import NewRule, add_rule, end_rule
from cases.models import Case, RoutingRule
from cases.routing import decide, question
from cases.routing.affected import would_take
from cases.workflow import State
from common.models import Message
from common.refusals import Conflict, Forbidden, Missing, Refused
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)


def data(city: City, **rest: object) -> NewRule:
    return NewRule(**{"department": city.roads, "effective_from": TODAY, "category": city.manhole, **rest})  # type: ignore[arg-type]


def decided(case: Case) -> RoutingRule | None:
    return decide(question(Case.objects.select_related("category", "component").get(pk=case.pk)), on=TOMORROW).rule


def test_a_rule_decides_from_its_first_day_on(city: City) -> None:
    case = make.reported("01001", by=city.ada, source="hotline")
    rule = add_rule(data=data(city), today=TODAY, by=city.dora)
    assert decided(case) == rule


def test_it_takes_over_what_waits_for_want_of_a_rule(city: City) -> None:
    city.street_rule.delete()
    case = make.dispatched("01001", by=city.ines)
    assert case.state == State.FILED
    Message.objects.all().delete()
    add_rule(data=data(city), today=TODAY, by=city.dora)
    assert [message.reference for message in Message.objects.all()] == [str(case.pk)]


def test_a_second_one_for_the_same_is_a_conflict_that_names_the_first(city: City) -> None:
    with pytest.raises(Conflict) as no:
        add_rule(data=data(city, category=city.rubbish), today=TODAY, by=city.dora)
    assert no.value.extra["rule"] == city.rubbish_rule.pk


def test_unless_it_is_to_replace_it(city: City) -> None:
    rule = add_rule(data=data(city, category=city.rubbish), replace=True, today=TODAY, by=city.dora)
    city.rubbish_rule.refresh_from_db()
    assert (city.rubbish_rule.ended_on, rule.ended_on) == (TODAY, None)


def test_a_rule_of_today_is_replaced_tomorrow_at_the_earliest(city: City) -> None:
    add_rule(data=data(city), today=TODAY, by=city.dora)
    with pytest.raises(Refused):
        add_rule(data=data(city, department=city.sanitation), replace=True, today=TODAY, by=city.dora)


def test_neither_begins_nor_ends_in_the_past(city: City) -> None:
    with pytest.raises(Refused):
        add_rule(data=data(city, effective_from=TODAY - timedelta(days=1)), today=TODAY, by=city.dora)
    with pytest.raises(Refused):
        end_rule(rule_id=city.rubbish_rule.pk, on=TODAY - timedelta(days=1), today=TODAY, by=city.dora)


def test_an_ended_rule_stays_on_record_and_decides_no_more(city: City) -> None:
    case = make.reported("06010", by=city.ines)
    end_rule(rule_id=city.rubbish_rule.pk, on=TOMORROW, today=TODAY, by=city.sven)
    assert decided(case) == city.street_rule
    assert RoutingRule.objects.filter(pk=city.rubbish_rule.pk).exists()


def test_it_ends_once(city: City) -> None:
    end_rule(rule_id=city.rubbish_rule.pk, on=TOMORROW, today=TODAY, by=city.abel)
    with pytest.raises(Conflict):
        end_rule(rule_id=city.rubbish_rule.pk, on=TOMORROW, today=TODAY, by=city.abel)


def test_a_rule_that_is_not_there_cannot_end(city: City) -> None:
    with pytest.raises(Missing):
        end_rule(rule_id=0, on=TOMORROW, today=TODAY, by=city.dora)


@pytest.mark.parametrize("name", ["ines", "ada", "hana", "hugo", "sue", "lea", "arno", "otto"])
def test_only_their_keepers_touch_rules(city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        add_rule(data=data(city), today=TODAY, by=getattr(city, name))
    with pytest.raises(Forbidden):
        end_rule(rule_id=city.rubbish_rule.pk, on=TOMORROW, today=TODAY, by=getattr(city, name))


def test_a_preview_counts_the_waiting_cases_it_would_decide(city: City) -> None:
    make.reported("01001", by=city.ada, source="hotline")
    make.reported("06010", by=city.ada, source="hotline")
    make.dispatched("01001", by=city.ines)
    assert would_take(data(city).rule(), on=TODAY) == 1
    assert would_take(data(city, category=None).rule(), on=TODAY) == 0  # the rule of the sub-district is nearer
    assert would_take(data(city, category=None, area=city.community).rule(), on=TODAY) == 1
