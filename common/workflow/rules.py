"""Who may make which move, and why not: one set of rules answers for buttons, forms, API and actions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.refusals import Conflict, Forbidden, Malformed, Refused
from common.workflow.moves import SYSTEM, Move
from common.workflow.things import Request, Viewer, facts_of

ViewerT = TypeVar("ViewerT", bound=Viewer)
ThingT = TypeVar("ThingT")
MoveT = TypeVar("MoveT", bound=Move[Any, Any, Any, Any])
Sentence = Promise | str


@dataclass(frozen=True)
class Rules(Generic[MoveT, ThingT, ViewerT]):
    """A house's table with what its relations, guards and needs mean.

    `relations` say of each relation whether it holds; `strangers` what is read when it does not, filled in by
    `words_of`. `guards` are questions with the sentence that is read when one does not hold. `elsewhere` is read where
    the state forbids the move; it takes `state`, `move` and `states`.
    """

    moves: Mapping[str, MoveT]
    states: type[TextChoices]
    role_label: Callable[[str], str]
    relations: Mapping[Any, Callable[[ViewerT, ThingT], bool]]
    strangers: Mapping[Any, Sentence]
    guards: Mapping[Any, tuple[Callable[[ThingT, ViewerT], bool], Sentence]]
    needs: Mapping[Any, Sentence]
    elsewhere: Sentence
    words_of: Callable[[ThingT], Mapping[str, object]] = lambda thing: {}
    _sentences: dict[tuple[str | None, str, str], str] = field(default_factory=dict, compare=False, repr=False)

    def refusal(self, viewer: ViewerT, thing: ThingT, move: MoveT) -> Refused | None:
        """Why this person may not make this move on a thing they can see; None if they may."""
        return (
            self._wrong_role(viewer, move)
            or self._wrong_relation(viewer, thing, move)
            or self._wrong_state(thing, move)
            or self._guarded(viewer, thing, move)
        )

    def offered(self, viewer: ViewerT, thing: ThingT) -> list[tuple[MoveT, Refused | None]]:
        """The moves a person of this role could ever make, each with why not now; none for those of other roles.

        Here the state speaks first: it is what a person waits for, and it costs no query.
        """
        return [
            (
                move,
                self._wrong_state(thing, move)
                or self._wrong_relation(viewer, thing, move)
                or self._guarded(viewer, thing, move),
            )
            for move in self.moves.values()
            if viewer.role in move.roles
        ]

    def first(self, viewer: ViewerT, thing: ThingT) -> MoveT | None:
        """The first move that this person can make now. For long lists: no words for what the state forbids."""
        for move in self.moves.values():
            if viewer.role not in move.roles or facts_of(thing).state not in move.sources:
                continue
            if not (self._wrong_relation(viewer, thing, move) or self._guarded(viewer, thing, move)):
                return move
        return None

    def unmet_needs(self, move: MoveT, given: set[str]) -> dict[str, list[str]]:
        """For each thing the move needs and was not given, a sentence."""
        return {str(need): [str(self.needs[need])] for need in move.needs if need not in given}

    def check_fields(self, move: MoveT, request: Request) -> None:
        """Raises Malformed for what the move does not know, Refused for what it needs and was not given.

        A note and a reason may come with any move.
        """
        given = request.given()
        if unknown := given - move.fields - {"note", "reason"}:
            raise Malformed(
                _("“%(move)s” does not take these fields.") % {"move": move.label},
                errors={name: [_("Unknown for this move.")] for name in sorted(unknown)},
            )
        if unmet := self.unmet_needs(move, given):
            what = " ".join(sentence for sentences in unmet.values() for sentence in sentences)
            raise Refused(_("Something is missing: %(what)s") % {"what": what}, errors=unmet)

    def _wrong_role(self, viewer: ViewerT, move: MoveT) -> Refused | None:
        if viewer.role in move.roles:
            return None
        if move.roles == {SYSTEM}:
            return Forbidden(_("“%(move)s” is done by the platform itself.") % {"move": move.label})
        who = _(", ").join(self.role_label(role) for role in sorted(move.roles))
        return Forbidden(_("“%(move)s” may only be done by: %(who)s.") % {"move": move.label, "who": who})

    def _wrong_relation(self, viewer: ViewerT, thing: ThingT, move: MoveT) -> Refused | None:
        relation = move.may[viewer.role]
        if self.relations[relation](viewer, thing):
            return None
        return Forbidden(str(self.strangers[relation]) % self.words_of(thing))

    def _wrong_state(self, thing: ThingT, move: MoveT) -> Refused | None:
        state = facts_of(thing).state
        if state in move.sources:
            return None
        return Conflict(self._elsewhere(state, move), state=state)

    def _elsewhere(self, state: str, move: MoveT) -> str:
        """Kept for each language: an answer says it of a dozen moves, and each names all states of its move."""
        key = (get_language(), state, move.name)
        if key not in self._sentences:
            states = _(", ").join(str(state.label) for state in self.states if state in move.sources)
            words = {"state": self.states(state).label, "move": move.label, "states": states}
            self._sentences[key] = str(self.elsewhere) % words
        return self._sentences[key]

    def _guarded(self, viewer: ViewerT, thing: ThingT, move: MoveT) -> Refused | None:
        for guard in move.guards:
            holds, sentence = self.guards[guard]
            if not holds(thing, viewer):
                return Conflict(str(sentence), state=facts_of(thing).state)
        return None
