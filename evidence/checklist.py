"""Whether there is room for photos and files: told before there is none, and while there is none."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.files import scant
from registry.checklist import Fault, declare_fault


def declare() -> None:
    declare_fault(_no_room)


def _no_room() -> Iterator[Fault]:
    if (left := scant()) is not None:
        sentence = _(
            "There is hardly room for photos and files: %(mb)s MB are left. When it is full they are refused; reports "
            "of text go on."
        )
        yield Fault(sentence % {"mb": left >> 20})
