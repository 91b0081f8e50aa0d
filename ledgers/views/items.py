"""The rectification ledger: the list with the documents' four columns, the form, the file of one item, its moves."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.models import Case
from common.chips import without
from common.columns import Column
from common.counting import COUNTED, count_lists
from common.form_errors import add_refusal
from common.ids import growing_id
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from ledgers.actions import move_item, open_item
from ledgers.exports.items import ORDER, cells_of, file_of
from ledgers.filters.items import ItemFilter
from ledgers.forms.items import ItemForm, ItemMoveForm, Offered, numbers_in
from ledgers.models import Item
from ledgers.permissions.items import ITEM_RULES, ItemViewer, opening_refusal
from ledgers.presenters import items as presenters
from ledgers.queries.items import cases_of, exported, item_for, listed
from ledgers.workflow.item_states import OPEN, OWED
from ledgers.workflow.items import MOVES, ItemMove

SIZE = 50
SHOWN = ("q", "unit", "area", "source", "lamp", "level")  # filters drawn as fields; the others as chips
COLUMNS = (
    Column("problem", pgettext_lazy("ledger", "What is wrong"), fixed=True),
    Column("unit", gettext_lazy("Responsible unit"), fixed=True),
    Column("measures", gettext_lazy("Measures"), fixed=True),
    Column("due", pgettext_lazy("ledger", "Limit"), fixed=True),
    Column("link", gettext_lazy("Link of the chain")),
    Column("lamp", gettext_lazy("Lamp")),
    Column("diary", gettext_lazy("Diary")),
    Column("in_charge", gettext_lazy("Person in charge")),
    Column("place", gettext_lazy("Place")),
)


def _asked(request: HttpRequest) -> ItemFilter:
    """What is open, the first due first, unless something else is asked for."""
    user, query = current_user(request), request.GET.copy()
    if not query.keys() & {"open", "state", "all"}:
        query["open"] = "true"
    for name in ("all", "cursor", "group", "part"):
        query.pop(name, None)
    return ItemFilter(query, queryset=Item.objects.visible_to(user), user=user)


def _ordering(asked: ItemFilter) -> str:
    """What is open the first due first, anything else the newest first: each as an index has it."""
    states = set(asked.data.getlist("state"))
    return "due_at" if asked.data.get("open") == "true" or (states and states <= set(OPEN)) else "-opened_at"


@login_required
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """The ledger, live; `group=unit` shows what each unit has, `part=rows` the rows alone."""
    asked, now = _asked(request), timezone.now()
    if not asked.is_valid():
        return render(request, "ledgers/items.html", {"filter": asked, "wrong": True}, status=400)
    context: dict[str, Any] = {"asked": without(request.GET, "cursor", "part")[1:], "now": now}
    if request.GET.get("group") == "unit":
        context |= {"units": presenters.by_unit(asked.qs, request.GET, at=now)}
    else:
        page = page_of(listed(asked.qs), ordering=_ordering(asked), cursor=request.GET.get("cursor", ""), size=SIZE)
        many = page.next or page.previous
        context |= {
            "columns": COLUMNS, "page": page, "rows": presenters.rows_of(page.rows, at=now), "most": COUNTED,
            "total": count_lists([asked.qs])[0] if many else len(page.rows), "cursor": request.GET.get("cursor", ""),
        }  # fmt: skip
    if request.GET.get("part") == "rows":
        return render(request, "ledgers/items_live.html", context)
    context |= {
        "filter": asked, "shown": SHOWN, "may": opening_refusal(current_user(request)) is None,
        "narrowed": bool(without(request.GET, "cursor", "group")[1:]), "group": request.GET.get("group", ""),
        "bare": without(request.GET, "group", "part"),
    }  # fmt: skip
    return render(request, "ledgers/items.html", context)


@login_required
@require_safe
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The items of the list as a file, the documents' four columns first."""
    asked = _asked(request)
    if not asked.is_valid():
        raise Malformed(_("A filter of this list is wrong. Set it anew in the list."), errors=asked.errors)
    file = file_of(current_user(request))
    return file.of_rows(exported(asked.qs), ORDER, partial(cells_of, at=timezone.now()), form=form)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Sent twice it is one item; refused it keeps all that was typed. `?case=` and `?place=` begin it."""
    user = current_user(request)
    if no := opening_refusal(user):
        raise no
    if request.method == "GET":
        return _form_page(request, ItemForm(initial=_begun(request, user), user=user))
    form = ItemForm(request.POST, user=user)
    if form.is_valid():
        try:
            item, __ = open_item(report=form.report(_cases(form, user)), by=user)
        except Refused as no:
            add_refusal(form, no, {"due_at": "due_on"})
        else:
            messages.success(request, _("The item has the number %(number)s.") % {"number": item.number})
            return redirect(item)
    return _form_page(request, form, status=422)


def _begun(request: HttpRequest, user: User) -> dict[str, Any]:
    """What is known of the case or the place from whose page somebody comes; of a private case not its text, for
    people will read the item who may not read the case."""
    begun: dict[str, Any] = {"id": growing_id(), "place": request.GET.get("place", "")}
    case = Case.objects.visible_to(user).filter(number=request.GET.get("case", "")).select_related(
        "category", "department", "place"
    ).first()  # fmt: skip
    if case is not None:
        begun |= {
            "cases": case.number, "problem": "" if case.private else case.description,
            "category": case.category.code, "source": "case",
            "unit": case.department.code if case.department else "", "place": case.place.code if case.place else "",
        }  # fmt: skip
    return begun


def _cases(form: ItemForm, user: User) -> tuple[UUID, ...]:
    wanted = numbers_in(form.cleaned_data["cases"])
    found = dict(Case.objects.visible_to(user).filter(number__in=wanted).values_list("number", "pk"))
    if missing := [number for number in wanted if number not in found]:
        sentence = _("Unknown case “%(number)s”.") % {"number": missing[0]}
        raise Malformed(sentence, errors={"cases": [sentence]})
    return tuple(found[number] for number in wanted)


def _form_page(request: HttpRequest, form: ItemForm, status: int = 200) -> HttpResponse:
    return render(request, "ledgers/item_add.html", {"form": form}, status=status)


@login_required
@require_safe
def item(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, item_for(current_user(request), number=number))


@login_required
@require_POST
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = item_for(user, number=number)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = ItemMoveForm(wanted, Offered(found), request.POST)
    if not form.is_valid():
        if isinstance(no := ITEM_RULES.refusal(ItemViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_item(item_id=found.pk, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, number, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.number, "move": wanted.label})
    still = Item.objects.visible_to(user).filter(pk=found.pk).exists()
    return redirect(found) if still else redirect("ledgers:items")


def _refused(request: HttpRequest, number: str, form: ItemMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the item as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = item_for(current_user(request), number=number)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        data = request.POST.copy()
        data["version"] = str(fresh.version)
        form.data = data
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: ItemMove
    refusal: Refused | None
    form: ItemMoveForm | None


def _offers(of: Item, user: User, bound: ItemMoveForm | None) -> list[Offer]:
    """Those that are possible now, and what was sent; of the others a person reads only what their role could do."""
    offered, found = Offered(of), ITEM_RULES.offered(ItemViewer(user, timezone.now()), of)
    return [Offer(move, no, _form(of, move, no, bound, offered)) for move, no in found]


def _form(
    of: Item, move: ItemMove, no: Refused | None, bound: ItemMoveForm | None, offered: Offered
) -> ItemMoveForm | None:
    """The form that was sent and refused stands in its place, even where the move is no longer possible."""
    if bound is not None and bound.move == move:
        return bound
    said = {"id": growing_id(), "version": of.version, "measures": of.measures}
    return ItemMoveForm(move, offered, initial=said) if no is None else None


def _page(request: HttpRequest, of: Item, bound: ItemMoveForm | None = None, status: int = 200) -> HttpResponse:
    user, now = current_user(request), timezone.now()
    told = presenters.told(of)
    context: dict[str, Any] = {
        "item": of, "now": now, "lamp_state": of.lamp(at=now), "chain": presenters.chain(of),
        "vacant": of.in_charge is None and of.state in OWED,
        "silent_days": presenters.silent_days(of, now), "cases": cases_of(of, user),
        "recurrences": of.recurrences.visible_to(user).order_by("-opened_at")[:10],
        "sees_recurs": of.recurs is not None and Item.objects.visible_to(user).filter(pk=of.recurs.pk).exists(),
        "shots": presenters.shots(of, user), "timeline": told.timeline, "diary": told.diary,
        "offers": _offers(of, user, bound),
    }  # fmt: skip
    return render(request, "ledgers/item.html", context, status=status)
