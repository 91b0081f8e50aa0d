"""Saved filters: keep, rename, share, choose as the one the list opens with, forget."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESK, Role
from cases.models import DefaultFilter, SavedFilter
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.queries import department_of

MOST = 20  # of a person's own: more tabs than these nobody reads
LONGEST = 1000
SHARERS = DESK | {Role.DEPARTMENT_HEAD}


def save_filter(*, name: str, query: str, shared: bool = False, at: datetime | None = None, by: User) -> SavedFilter:
    """Keep the list's question under a name; `shared` shows it to the desk people of the own role, or to the own unit.

    Raises Refused (too many, too long), Conflict (the name is taken), Forbidden (a role that does not share).
    """
    if len(query) > LONGEST:
        raise Refused(_("This filter is too long to be kept; take off a part of it."))
    if SavedFilter.objects.filter(owner=by).count() >= MOST:
        raise Refused(_("You keep %(most)s filters already; delete one first.") % {"most": MOST})
    kept = SavedFilter(owner=by, name=name, query=query, created_at=at or timezone.now())
    _share(kept, shared=shared, by=by)
    return _kept(kept)


def change_filter(*, filter_id: int, name: str, shared: bool, by: User) -> SavedFilter:
    """Rename an own filter, share it or keep it to oneself again. Raises as `save_filter`, and Missing."""
    kept = _own(filter_id, by)
    kept.name = name
    _share(kept, shared=shared, by=by)
    return _kept(kept)


def delete_filter(*, filter_id: int, by: User) -> None:
    """Forget an own filter; whoever had it as default begins with the whole list again."""
    _own(filter_id, by).delete()


def choose_default(*, filter_id: int | None, by: User) -> None:
    """Open the list with this filter from now on; None: with none.

    Raises Missing for a filter that is neither the person's own nor shared with them.
    """
    if filter_id is None:
        DefaultFilter.objects.filter(user=by).delete()
    elif not SavedFilter.objects.visible_to(by).filter(pk=filter_id).exists():
        raise Missing(_("There is no such filter."))
    else:
        DefaultFilter.objects.update_or_create(user=by, defaults={"filter_id": filter_id})


def _own(filter_id: int, by: User) -> SavedFilter:
    kept = SavedFilter.objects.filter(pk=filter_id, owner=by).first()
    if kept is None:
        raise Missing(_("There is no such filter, or it is not yours."))
    return kept


def _share(kept: SavedFilter, *, shared: bool, by: User) -> None:
    kept.role, kept.department_id = "", None
    if not shared:
        return
    if by.role not in SHARERS:
        who = _(", ").join(str(role.label) for role in Role if role in SHARERS)
        raise Forbidden(_("Filters may be shared by: %(who)s.") % {"who": who})
    if by.role in DESK:
        kept.role = by.role
    else:
        kept.department_id = department_of(by)


def _kept(kept: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        sentence = _("You have a filter of this name already.")
        raise Conflict(sentence, errors={"name": [sentence]}) from error
    return kept
