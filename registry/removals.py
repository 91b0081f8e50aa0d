"""The traces of removals at a person's request that lie beside the database: a city restored from a backup reads them.

A trace holds no word of what went: events are named by their seals, other texts by their fingerprint before and after
and the places that were taken out. So it may be kept for as long as backups are, and with them.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.utils.crypto import salted_hmac

from common.files import media

FOLDER = "removals"


@dataclass(frozen=True)
class Text:
    """A text from which a person went: `cuts` are the places (start, end) that became "…"; None: all of it went."""

    model: str
    key: str
    column: str
    before: str
    after: str
    cuts: list[list[int]] | None = None

    @classmethod
    def of(cls, model: str, key: object, column: str, before: str, after: str, cuts: list[list[int]] | None) -> "Text":
        return cls(model, str(key), column, fingerprint(before), fingerprint(after), cuts)

    def without(self, text: str) -> str:
        """The text with its places cut out, from the last to the first so that they stay where they are."""
        for start, end in sorted(self.cuts or (), reverse=True):
            text = f"{text[:start]}…{text[end:]}"
        return text


@dataclass(frozen=True)
class Removal:
    """What one act removed of one case, or of one thing of another house (`subject`: its kind and key); without
    either, of what people keep about lists."""

    at: str
    by: str
    reason: str
    case: str = ""
    number: str = ""
    caller: bool = False
    events: list[list[Any]] = field(default_factory=list)  # number and seal
    texts: list[Text] = field(default_factory=list)
    subject: list[str] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def as_json(self) -> bytes:
        return orjson.dumps(asdict(self))

    @classmethod
    def read(cls, raw: bytes) -> "Removal":
        said = orjson.loads(raw)
        return cls(**{**said, "texts": [Text(**each) for each in said["texts"]]})


def fingerprint(text: str) -> str:
    """Keyed by SECRET_KEY: of a plain sum of "q=王小明" whoever holds a backup would find the name by trying names. The
    salt is that of the traces that there are."""
    return salted_hmac("cases.queries.removals", text, algorithm="sha256").hexdigest()


def names_of_removals() -> list[str]:
    """The files, by their names under MEDIA_ROOT; they begin with the moment."""
    return sorted(f"{FOLDER}/{path.name}" for path in media(FOLDER).glob("*.json"))


def removals(*, since: datetime | None = None) -> Iterator[Removal]:
    """The oldest first. Raises ValueError where a file is damaged, naming it."""
    for name in names_of_removals():
        path: Path = media(name)
        try:
            found = Removal.read(path.read_bytes())
            later = since is None or found.moment > since
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}: {error}") from error
        if later:
            yield found
