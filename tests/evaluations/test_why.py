"""What a scorecard says of why: the class, the stage and the months that add most, and nothing that chance may make."""

from datetime import timedelta

import pytest

from evaluations.dictionary.durations import Longer
from evaluations.dictionary.rates import Against, Rate
from evaluations.dictionary.reasons import Since, Stage, greatest, in_class, since, slowest, stage_of
from evaluations.presenters.verdicts import excess_cell

GROUP = Rate(10, 100)
WORSE, SAME, BETTER, FEW = (
    Against(Rate(part, whole), GROUP) for part, whole in ((40, 100), (12, 100), (0, 100), (9, 9))
)


def test_the_class_with_the_most_cases_above_the_rate_of_the_group_is_named() -> None:
    most = Against(Rate(90, 300), GROUP)  # 60 more than with its rate
    usual = Against(Rate(190, 200), Rate(85, 100))  # many in the group too: 20 more
    rarest = Against(Rate(10, 10), GROUP)  # all of them, and 9 more
    assert greatest({"most": most, "usual": usual, "rarest": rarest, "same": SAME, "few": FEW}) == "most"
    assert greatest({"same": SAME, "better": BETTER, "few": FEW}) is None
    assert greatest({}) is None


def test_a_class_is_compared_within_the_class_and_with_all_where_the_group_has_too_few_of_it() -> None:
    late, all_others = Rate(5, 20), Rate(50, 500)
    assert in_class(late, Rate(3, 10), all_others).others == Rate(3, 10)
    assert in_class(late, Rate(3, 9), all_others).others == all_others


def test_a_stage_is_slow_where_more_take_longer_than_three_quarters_of_the_group() -> None:
    group = {20: 60, 30: 20, 40: 20}
    found = stage_of({20: 10, 40: 30}, group)
    assert found is not None
    assert found.slow == Against(Rate(30, 40), Rate(20, 100))
    assert found.others_within < timedelta(minutes=10) < found.within
    assert stage_of({}, group) is None
    assert stage_of(group, {}) is None


def test_the_slowest_stage_is_that_with_the_longest_way_to_the_group_of_those_that_are_surely_slower() -> None:
    hour, slower, same, group = timedelta(hours=1), Longer(30, 40, 100), Longer(30, 12, 100), Longer(30, 10, 100)
    stages: dict[str, Stage | None] = {
        "far": Stage(slower, group, 9 * hour, 2 * hour), "long": Stage(slower, group, 30 * hour, 28 * hour),
        "chance": Stage(same, group, 90 * hour, hour), "quicker": Stage(slower, group, hour, 2 * hour), "nothing": None,
    }  # fmt: skip
    assert slowest(stages) == "far"
    assert slowest({"chance": stages["chance"], "quicker": stages["quicker"]}) is None


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ([WORSE, BETTER, SAME, WORSE], Since(2, 2, 1)),  # since the third: before it was a better one
        ([WORSE, FEW, WORSE], Since(0, 2, 2)),  # too few break no run, and count in none
        ([WORSE, WORSE, BETTER], None),
        ([FEW, FEW], None),
        ([], None),
    ],
)
def test_since_when_is_the_run_of_months_without_a_better_one(months: list[Against], found: Since | None) -> None:
    assert since(months) == found


def test_the_table_rounds_once_as_the_sentence_does() -> None:
    found = Against(Rate(57, 57), Rate(16, 260))  # 53.49 more than with its rate
    assert (excess_cell(found).text, f"{found.excess:.0f}") == ("+53", "53")
