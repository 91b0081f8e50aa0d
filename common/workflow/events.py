"""The history of a thing with a life: append-only, numbered without gaps, each event sealed with the one before it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models

from common.ids import growing_id
from common.workflow.moves import SYSTEM


def content_hash(content: Mapping[str, Any]) -> str:
    """The fingerprint by which a retry is told from another content under the same id."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class ChainedEvent(models.Model):
    """One thing that happened to a thing. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE.

    A house adds the foreign key of its thing, a unique constraint of that key and `seq`, and to its migrations the
    operation `common.workflow.migrations.ChainHistory`. The trigger it makes numbers the chain: it refuses a `seq` that
    leaves a gap and writes `salt`, `words_hash`, `prev_hash` and `hash`, so that every door, raw SQL and COPY
    included, writes the same history and need not know how it is sealed. Who writes thousands may bring the seals
    (`TakeSeals`): they are compared with what they must be.

    `hash` is the SHA-256 of the row's text and the hash before it. What a person said (the note, the keys of `data`
    that hold words, and the fingerprint of the request that brought them) stands in that text only as `words_hash`, a
    SHA-256 salted with `salt`. So the words can be erased, and the salt with them, and the chain still proves
    everything else: nobody can guess the words from the fingerprint that stays.
    """

    # Made by the client for moves, which makes retries safe.
    id = models.UUIDField(primary_key=True, default=growing_id)
    seq = models.PositiveIntegerField()
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor = models.CharField(max_length=20, blank=True)  # the system's name where no person acted
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, blank=True)  # empty once the words were erased
    words_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.seq} {self.move}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by is not None else (self.actor or SYSTEM)

    def told(self) -> dict[str, Any]:
        """The event as the API and webhooks tell it."""
        return {
            "seq": self.seq,
            "move": self.move,
            "from": self.from_state or None,
            "to": self.to_state,
            "by": {"name": self.who, "role": self.by.role if self.by is not None else None},
            "at": self.at,
            "note": self.note,
            "data": self.data,
            "hash": self.hash,
            "prev_hash": self.prev_hash,
        }

    @property
    def erased(self) -> bool:
        """Whether its words were erased; ask it of an event that was read, for the database makes the salt."""
        return not self.salt
