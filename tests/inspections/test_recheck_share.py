"""Chance draws a settable share of the closed cases, the same ones however often it is asked."""

from random import Random
from uuid import UUID

import pytest

from inspections.actions.reconcile import drawn

IDS = [UUID(int=Random(n).getrandbits(128), version=4) for n in range(4000)]


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_the_share_is_what_the_city_set(share: float) -> None:
    assert sum(drawn(case, share) for case in IDS) / len(IDS) == pytest.approx(share, rel=0.2)


def test_none_and_all_are_exact() -> None:
    assert not any(drawn(case, 0.0) for case in IDS)
    assert all(drawn(case, 1.0) for case in IDS)


def test_a_retry_draws_the_same_and_a_greater_share_draws_more() -> None:
    few = {case for case in IDS if drawn(case, 0.1)}
    assert few == {case for case in IDS if drawn(case, 0.1)}
    assert few < {case for case in IDS if drawn(case, 0.3)}


def test_who_makes_the_id_cannot_foresee_it(settings: object) -> None:
    before = [drawn(case, 0.5) for case in IDS]
    settings.SECRET_KEY = "another city's"  # type: ignore[attr-defined]
    assert before != [drawn(case, 0.5) for case in IDS]
