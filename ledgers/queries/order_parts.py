"""The texts of an order from their parts: what its case or item says, as it stands when the order is drawn up."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case
from common.moments import local
from grids.models import Level
from ledgers.models import Item
from places.models import Place

TITLE, TEXT, BASIS = 120, 2_000, 500  # characters at most


def of_case(case: Case) -> dict[str, Any]:
    """Of a private case the number and the class alone: who reads the order may not read the case."""
    place = case.address or str(case.street or "")
    said = [] if case.private else [part for part in (place, case.description) if part]
    return {
        "title": f"{case.category} {case.number}"[:TITLE],
        "problem": "\n".join([str(case.category), *said])[:TEXT],
        "basis": (_("Case %(number)s, reported on %(day)s.") % {
            "number": case.number, "day": date_format(local(case.reported_at), "Y-m-d"),
        })[:BASIS],
        "level": Level.DISTRICT.value,
    }  # fmt: skip


def of_item(item: Item) -> dict[str, Any]:
    return {
        "title": f"{item.title} {item.number}"[:TITLE],
        "problem": item.problem[:TEXT],
        "basis": (_("Item %(number)s of the rectification ledger, due on %(day)s.") % {
            "number": item.number, "day": date_format(local(item.due_at), "Y-m-d") if item.due_at else "–",
        })[:BASIS],
        "level": Level.DISTRICT.value,
    }  # fmt: skip


def of_place(place: Place) -> dict[str, str]:
    return {
        "title": place.name[:TITLE],
        "basis": (_("File of the place %(code)s, %(address)s.") % {
            "code": place.code, "address": place.address or "–",
        })[:BASIS],
    }  # fmt: skip


def initial(*, case: Case | None, item: Item | None, place: Place | None) -> dict[str, Any]:
    """With what the form of an order begins."""
    if case is not None:
        return of_case(case) | {"case": case.number, "lead": case.department}
    if item is not None:
        return of_item(item) | {"item": item.number, "lead": item.department, "requirement": item.measures[:TEXT]}
    if place is not None:
        return of_place(place) | {"place": place.code, "lead": place.unit}
    return {}
