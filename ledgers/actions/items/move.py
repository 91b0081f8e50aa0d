"""What the engine of moves asks of items; `move_item` is the door of every move that a person makes of an item."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.actions import wait_until_seen
from common.subjects import Subject
from common.workflow.engine import Life, Promises
from ledgers.actions.items.advance import MOVED, advance, promises_of
from ledgers.actions.items.effects import EFFECTS, ItemContext, ItemRequest
from ledgers.models import Item, ItemEvent
from ledgers.permissions.items import ITEM_RULES, ItemViewer
from ledgers.workflow.items import QUIET, WRITE_OFF, ItemMove


class ItemLife(Life[ItemMove, Item, ItemViewer, ItemRequest, ItemEvent, UUID]):
    rules = ITEM_RULES
    events = ItemEvent
    thing = "item"
    moved = MOVED
    absent = gettext_lazy("There is no such item, or it is not yours.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the item again.")
    version_missing = gettext_lazy("Say which version of the item you saw.")
    quiet = QUIET

    def find(self, key: UUID, by: User, *, lock: bool) -> Item | None:
        seen = Item.objects.visible_to(by).filter(pk=key).select_related("department", "place")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def out_of_sight(self, key: UUID, event: ItemEvent) -> Item | None:
        """Where it went on, and whose it is now, is not theirs to see."""
        found = Item.objects.filter(pk=key).first()
        if found is not None and found.seq > event.seq:
            found.state, found.seq = event.to_state, event.seq
            found.department = found.in_charge = found.finished_at = found.written_off_at = None
        return found

    def viewer(self, thing: Item, by: User, at: datetime) -> ItemViewer:
        return ItemViewer(by, at)

    def make(
        self, thing: Item, move: ItemMove, request: ItemRequest, viewer: ItemViewer, at: datetime, fingerprint: str
    ) -> tuple[ItemEvent, Promises]:
        context = ItemContext(thing, request, at, viewer.settings, viewer.user)
        if request.reason:
            context.data["reason"] = request.reason
        if effect := EFFECTS.get(move.name):
            effect(context)
        event = advance(
            thing, move, at=at, numbers=viewer.settings, by=viewer.user, note=request.note or request.reason,
            data=context.data, id=request.id, fingerprint=fingerprint,
        )  # fmt: skip
        return event, promises_of(event)


LIFE = ItemLife()


def move_item(
    *, item_id: UUID, request: ItemRequest, at: datetime | None = None, by: User
) -> tuple[Item, bool]:  # fmt: skip
    """Make one move of an item; the item after it, and whether it had been made before (the same request sent again).

    Raises what `common.workflow.engine.Life.perform` does.
    """
    if request.move == WRITE_OFF:
        wait_until_seen(Subject(Item.SUBJECT, str(item_id)))  # before it is held: it asks for evidence that can be seen
    return LIFE.perform(key=item_id, request=request, at=at, by=by)
