"""A person's right: the words of an event go for good, and the chain still proves all that happened."""

from collections.abc import Iterable, Sequence

from common.workflow.events import ChainedEvent

WORDS = ("reason",)  # the keys of an event's data that hold words, unless its migration says others


def erase(events: Iterable[ChainedEvent], *, keys: Sequence[str] = WORDS) -> int:
    """Take the words out of events that still have them; how many. The house checks who may and leaves the trace:
    an event `ERASE` whose data names the number of the event, without which `fsck` calls it tampering."""
    count = 0
    for event in events:
        if event.erased:
            continue
        left = {key: value for key, value in event.data.items() if key not in keys}
        wordless = {"note": "", "data": left, "content_hash": "", "salt": ""}
        count += type(event)._default_manager.filter(pk=event.pk).exclude(salt="").update(**wordless)
    return count
