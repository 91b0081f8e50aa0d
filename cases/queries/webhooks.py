"""How the webhooks stand: what they have taken, what waits, what failed and why."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from accounts.roles import Role
from cases.models import Webhook
from cases.queries.feed import last_position
from cases.topics import WEBHOOK
from common.models import Message


@dataclass(frozen=True)
class WebhookRow:
    """`host` is all that is shown of an address: the rest of it may be a key.

    `behind` is how far the feed has grown beyond what it has come to, others' events among them. `why` says what the
    receiver answered last where it fails, `since` since when; `dead` says that nobody tries any more.
    """

    hook: Webhook
    host: str
    behind: int
    why: str = ""
    since: datetime | None = None
    again_at: datetime | None = None
    dead: bool = False

    @property
    def stranger(self) -> bool:
        """Its user has another role now, which sees other cases; so nothing is sent."""
        return self.hook.user.role != Role.INTEGRATION


def webhook_table() -> list[WebhookRow]:
    """All of them, in three queries."""
    failing = {message.reference: message for message in Message.objects.filter(topic=WEBHOOK, attempts__gt=0)}
    last = last_position()
    return [_row(hook, failing.get(str(hook.pk)), last) for hook in Webhook.objects.select_related("user")]


def _row(hook: Webhook, failing: Message | None, last: int) -> WebhookRow:
    host, behind = urlsplit(hook.url).hostname or "", max(0, last - hook.position)
    if failing is None:
        return WebhookRow(hook, host, behind)
    dead = failing.dead_at is not None
    return WebhookRow(
        hook, host, behind, failing.last_error[:200], failing.created_at, None if dead else failing.due_at, dead
    )
