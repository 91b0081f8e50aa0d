"""Hundreds of workbooks, each spoilt in a way of its own: every one is read, or refused with a sentence."""

import io
import zipfile
from random import Random

import pytest
from django.test import Client

from registry.models import Change
from tests.cast import City
from tests.workbooks import taken_out, upload, with_part, workbook

pytestmark = pytest.mark.django_db
ODD = (
    b"-1", b"1e999", b"99999999999999999999", b"NaN", b"", b"&#x0;", b"]]>", b"\xff", b"A0", b"XFE1048577", b"_xD800_",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"#REF!", b"inlineStr", b"e", b"d", b"str", "\u202e字".encode(),
)  # fmt: skip


def spoilt(raw: bytes, chance: Random) -> bytes:
    """The bytes of the file, or those of one of its parts, changed in a few places."""
    if chance.random() < 0.3:
        return _changed(raw, chance)
    part = chance.choice(zipfile.ZipFile(io.BytesIO(raw)).namelist())
    return with_part(raw, part, lambda own: _changed(own, chance))


def _changed(own: bytes, chance: Random) -> bytes:
    for _time in range(chance.randint(1, 4)):
        at, most = chance.randrange(len(own) + 1), chance.choice((1, 8, 200))
        until = min(len(own), at + chance.randrange(most + 1))
        new = chance.choice((b"", own[at:until] * 2, chance.choice(ODD), chance.randbytes(chance.randint(1, 8))))
        own = own[:at] + new + own[until:]
    return _value_changed(own, chance) if chance.random() < 0.5 else own


def _value_changed(own: bytes, chance: Random) -> bytes:
    """Between two quotation marks or two tags, which leaves the XML as it is."""
    opens, closes = chance.choice(((b'"', b'"'), (b">", b"<")))
    places = [at for at in range(len(own)) if own.startswith(opens, at)]
    if not places:
        return own
    at = chance.choice(places) + 1
    until = own.find(closes, at)
    return own[:at] + chance.choice(ODD) + own[until:] if until > 0 else own


def _sweep(abel: Client, seeds: range) -> None:
    raw = workbook(taken_out(abel, "catalogue"))
    for seed in seeds:
        answer = upload(abel, "catalogue", spoilt(raw, Random(seed)))
        assert answer.status_code in (200, 422), seed
        if answer.status_code == 422:
            assert answer.context["problems"], seed
    assert not Change.objects.exists()


def test_some_spoilt_workbooks(abel: Client, city: City) -> None:
    _sweep(abel, range(12))


@pytest.mark.long
def test_five_hundred_spoilt_workbooks(abel: Client, city: City) -> None:
    _sweep(abel, range(500))
