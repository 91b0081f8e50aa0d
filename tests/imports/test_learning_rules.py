"""Rules out of a history that is made up here: subclass × place → unit."""

from imports.learning.rules import Learned, LearnedCell, Route, Seen, Terms, learn
from imports.learning.trial import Outcome, tried

HOLE = "event:hole"


def seen(unit: str, cases: int, *, street: str = "", what: str = HOLE, **places: str) -> Seen:
    return Seen(what, ({"street": street} if street else {}) | places, unit, cases)


def rules(*history: Seen, terms: Terms | None = None) -> dict[tuple[str, str], str]:
    return {(rule.cell.level, rule.cell.where): rule.unit for rule in learn(history, terms or Terms())}


def outcome(case: Seen, *history: Seen, others: tuple[Seen, ...] = ()) -> Outcome:
    trial = tried([case, *others], learn(history, Terms()), history, Terms())
    return next(found for found in trial.outcomes if found != Outcome.SAME)


def test_a_place_with_a_unit_of_its_own_gets_a_rule_of_its_own() -> None:
    assert rules(seen("roads", 8, street="east"), seen("parks", 3, street="west")) == {
        ("*", ""): "roads", ("street", "west"): "parks",
    }  # fmt: skip


def test_a_place_that_does_as_all_others_needs_no_rule() -> None:
    assert rules(seen("roads", 8, street="east"), seen("roads", 3, street="west")) == {("*", ""): "roads"}


def test_what_is_too_rare_in_a_place_backs_off_to_the_coarser_one() -> None:
    history = [seen("roads", 8, street="east", district="town"), seen("parks", 1, street="west", district="town")]
    assert rules(*history) == {("*", ""): "roads"}


def test_what_is_too_divided_in_a_place_backs_off_too() -> None:
    even = [seen(unit, 2, street="west") for unit in ("parks", "water", "power", "trams")]
    assert rules(seen("roads", 20, street="east"), *even) == {("*", ""): "roads"}


def test_what_is_divided_everywhere_gets_no_rule() -> None:
    assert rules(*[seen(unit, 2) for unit in ("parks", "water", "power", "trams")]) == {}


def test_a_coarse_rule_is_taken_back_by_a_finer_one_and_that_by_a_still_finer_one() -> None:
    at = {"district": "town", "street": "west"}
    history = [seen("a", 9, district="other"), seen("b", 5, **at), seen("a", 4, **at, community="yard")]
    assert rules(*history) == {("*", ""): "a", ("district", "town"): "b", ("community", "yard"): "a"}


def test_only_the_wanted_levels_get_rules() -> None:
    history = [seen("roads", 8, street="east"), seen("parks", 3, street="west")]
    assert rules(*history, terms=Terms(levels=("district",))) == {("*", ""): "roads"}


def test_a_rule_says_what_speaks_for_it_and_who_comes_second() -> None:
    assert learn([seen("roads", 3), seen("parks", 1)], Terms()) == [
        Learned(LearnedCell(HOLE, "*", ""), "roads", 4, 0.75, "parks", 0.25)
    ]


def test_of_two_units_with_as_many_cases_the_same_one_wins_whatever_the_order() -> None:
    one, other = seen("b", 4), seen("a", 4)
    assert rules(one, other) == rules(other, one) == {("*", ""): "a"}


def test_cases_without_a_unit_teach_nothing() -> None:
    assert rules(seen("", 9), seen("roads", 2)) == {("*", ""): "roads"}
    assert rules(seen("", 9)) == {}


def test_the_finest_place_with_a_rule_decides() -> None:
    route = Route(learn([seen("roads", 8, street="east"), seen("parks", 3, street="west")], Terms()))
    assert [rule.unit for street in ("west", "east", "new") if (rule := route.rule(seen("", 1, street=street)))] == [
        "parks", "roads", "roads",
    ]  # fmt: skip


def test_every_case_that_is_tried_has_one_outcome() -> None:
    history = [seen("roads", 8, street="east"), seen("parks", 3, street="west"), seen("a", 1, what="event:rare")]
    cases = [
        seen("roads", 5, street="east"), seen("parks", 1, street="east"), seen("x", 2, what="event:new"),
        seen("a", 1, what="event:rare"), seen("", 4, street="east"),
    ]  # fmt: skip
    trial = tried(cases, learn(history, Terms()), history, Terms())
    assert trial.outcomes == {
        Outcome.SAME: 5, Outcome.NEW: 1, Outcome.NEVER: 2, Outcome.RARE: 1, Outcome.UNNAMED: 4,
    }  # fmt: skip
    assert trial.total == 13
    assert [value for label, value in trial.lines()][:2] == ["13", "5 (38.462%)"]


def test_a_subclass_no_unit_has_enough_of_goes_to_the_pool() -> None:
    even = [seen(unit, 2) for unit in ("parks", "water", "power", "trams")]
    assert outcome(seen("parks", 1), *even) == Outcome.DIVIDED


def test_the_reasons_why_the_city_sent_a_case_elsewhere_are_told_apart() -> None:
    history = [seen("roads", 8, street="east"), seen("parks", 2, street="east")]
    assert outcome(seen("parks", 1, street="east"), *history) == Outcome.SPLIT
    assert outcome(seen("water", 1, street="east"), *history) == Outcome.NEW
    assert outcome(seen("water", 3, street="east"), *history) == Outcome.CHANGED
    assert outcome(seen("parks", 1), *history) == Outcome.UNPLACED
    assert outcome(seen("water", 1, street="new"), *history, others=(seen("roads", 5, street="east"),)) == Outcome.THIN


def test_what_a_reviewer_changed_is_told_apart_from_what_was_learned() -> None:
    history = [seen("roads", 8)]
    edited = [Learned(LearnedCell(HOLE, "*", ""), "parks", 8, 1.0)]
    assert tried([seen("roads", 1)], edited, history, Terms()).outcomes == {Outcome.EDITED: 1}
    assert tried([seen("roads", 1)], [], history, Terms()).outcomes == {Outcome.REMOVED: 1}
