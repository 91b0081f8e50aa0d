"""Findings and objections for the tests that knock at every door: those of Sanitation and those of Roads."""

import uuid

from accounts.roles import Role
from rounds.actions import Grounds, RoundRequest, StopRequest, give_answer, move_round, move_stop, raise_objection
from rounds.models import Finding, Objection, Round
from tests import factories as make
from tests.cast import City
from tests.rounds import making
from tests.rounds.walking import LINES, message, stops_of


class WalkedRound:
    """A round handed in by somebody who is nobody of the cast; each unit is charged twice and has objected once."""

    def __init__(self, city: City) -> None:
        self.walker = make.user("walker", Role.SUPERVISOR)
        group = making.group(self.walker, code="walkers")
        make.place("W1", at_cell=(2, 0))
        self.round: Round = making.now(making.plan("walked", group=group), city.lea)
        self.findings: dict[str, list[Finding]] = {"sanitation": [], "roads": []}
        for stop in stops_of(self.round):
            for line, unit in zip(LINES, ("sanitation", "sanitation", "roads"), strict=True):
                self._find(stop.pk, line, unit)
            request = StopRequest("look", 1, uuid.uuid4())
            move_stop(stop_id=stop.pk, request=request, by=self.walker)
        version = Round.objects.get(pk=self.round.pk).version
        move_round(round_id=self.round.pk, request=RoundRequest("hand_in", version), by=self.walker)
        self.objections = {unit: self._object(city, unit) for unit in self.findings}

    def _find(self, stop: int, line: str, unit: str) -> None:
        said = message(line, "no", pieces=1, unit=unit, photos=(make.photo(self.walker).pk,))
        answer, __ = give_answer(stop_id=stop, message=said, by=self.walker)
        self.findings[unit].append(answer.finding)

    def _object(self, city: City, unit: str) -> Objection:
        who = {"sanitation": city.hana, "roads": city.omar}[unit]
        grounds = Grounds(uuid.uuid4(), "已修复")
        return raise_objection(finding_id=self.findings[unit][-1].pk, grounds=grounds, by=who)[0]
