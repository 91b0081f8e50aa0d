"""The verbs of telling people, and of what a city decides about it."""

from notices.actions.channels import (
    CHANNEL_EDITORS,
    ChannelData,
    drop_dead_notices,
    retry_dead_notices,
    save_channel,
    try_channel,
)
from notices.actions.deliver import hand_over
from notices.actions.digest import make_digests
from notices.actions.notify import declare, tell
from notices.actions.read import mark_read

__all__ = [
    "CHANNEL_EDITORS",
    "ChannelData",
    "declare",
    "drop_dead_notices",
    "hand_over",
    "make_digests",
    "mark_read",
    "retry_dead_notices",
    "save_channel",
    "tell",
    "try_channel",
]
