"""Orders: the list, the form that draws one up, the page of one with its paper, its units and its moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import current_user
from cases.models import Case
from cases.querysets.scopes import name_of_file
from common.chips import without
from common.columns import Column
from common.download import ListFile
from common.form_errors import add_refusal
from common.keyset import Order as RowOrder
from common.keyset import page_of
from common.refusals import Conflict, Forbidden, Malformed, Missing, Refused
from common.sheet_stream import SheetColumn
from departments.models import Department
from ledgers.actions import draw_up_order, move_order
from ledgers.filters.orders import OrderFilter
from ledgers.forms.orders import OrderForm, OrderMoveForm, meant
from ledgers.models import Item, Order
from ledgers.permissions.orders import ORDERS, OrderViewer, drawing_refusal, services_for
from ledgers.presenters import orders as presenters
from ledgers.queries import orders as queries
from ledgers.queries.order_parts import initial
from ledgers.workflow.order_states import Need
from ledgers.workflow.orders import MOVES, OrderMove
from places.models import Place

SIZE = 50
COLUMNS = (
    Column("number", pgettext_lazy("life", "Number"), fixed=True),
    Column("kind", gettext_lazy("Kind")),
    Column("title", gettext_lazy("Title")),
    Column("units", gettext_lazy("Served on")),
    Column("state", gettext_lazy("State")),
    Column("waits", gettext_lazy("Waits for")),
    Column("due", gettext_lazy("Due")),
    Column("issued", gettext_lazy("Issued")),
)


@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """What fits the filter, the newest first."""
    user, now = current_user(request), timezone.now()
    found = OrderFilter(request.GET, queryset=queries.orders(user), user=user)
    if not found.is_valid():
        return render(request, "ledgers/orders.html", {"filter": found.form, "wrong": True}, status=400)
    page = page_of(found.qs, ordering="-issued_at", cursor=request.GET.get("cursor", ""), size=SIZE)
    context = {
        "filter": found.form, "columns": COLUMNS, "page": page, "rows": presenters.rows_of(page.rows, now), "now": now,
        "may": drawing_refusal(user) is None, "question": without(request.GET)[1:],
        "narrowed": bool(without(request.GET)[1:]),
    }  # fmt: skip
    return render(request, "ledgers/orders.html", context)


@login_required
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same list as .xlsx or .csv, streamed. Raises Malformed for a filter that is wrong."""
    user = current_user(request)
    found = OrderFilter(request.GET, queryset=queries.orders(user), user=user)
    if not found.is_valid():
        raise Malformed(_("A filter of this list is wrong. Set it anew in the list."), errors=found.errors)
    widths = (16, 20, 16, 40, 30, 12, 30, 17, 17, 17, 17, 20, 20, 50, 50)
    names = (
        pgettext("life", "Number"),
        _("Number of the paper"), _("Kind"), _("Title"), _("Served on"), _("State"), _("Waits for"),
        _("Issued"), _("Due"), _("Replied"), _("Closed"), _("Case"), _("Ledger item"), pgettext("order", "Problem"),
        _("What is required"),
    )  # fmt: skip
    columns = [SheetColumn(name, width) for name, width in zip(names, widths, strict=True)]
    order = RowOrder("issued_at", descending=True)
    return ListFile(name_of_file("orders", user), _("Orders"), columns).of_rows(found.qs, order, _cells, form=form)


def _cells(order: Order) -> Sequence[object]:
    row = presenters.row_of(order, timezone.now())
    units, waits = (_(", ").join(map(str, each)) for each in (row.units, row.waits_for))
    return [
        order.number, order.paper_number, order.get_kind_display(), order.title, units, order.get_state_display(),
        waits, order.issued_at, order.due_at, order.replied_at, order.closed_at,
        order.case.number if order.case else "", order.item.number if order.item else "", order.problem,
        order.requirement,
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The form; sent twice it is one order, refused it keeps all that was typed.

    It begins with what a case (`?case=`), an item (`?item=`) or a place (`?place=`) says.
    """
    user = current_user(request)
    if no := drawing_refusal(user):
        raise no
    if request.method == "GET":
        return _form(request, OrderForm(user, initial={"id": uuid4(), **_begun(request, user)}))
    form = OrderForm(user, request.POST)
    if form.is_valid():
        try:
            order, __ = draw_up_order(draft=form.draft(), by=user)
        except Refused as no:
            add_refusal(form, no, {"units": "lead"})
        else:
            messages.success(request, _("The order has the number %(number)s.") % {"number": order.paper_number})
            return redirect(order)
    return _form(request, form, status=422)


def _begun(request: HttpRequest, user: User) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("case", "item", "place", "kind")}
    case = Case.objects.visible_to(user).filter(number=asked["case"]).select_related("category", "department", "street")
    item = Item.objects.visible_to(user).filter(number=asked["item"]).select_related("department")
    place = Place.objects.visible_to(user).filter(code=asked["place"]).select_related("unit")
    begun = initial(
        case=case.first() if asked["case"] else None, item=item.first() if asked["item"] else None,
        place=place.first() if asked["place"] else None,
    )  # fmt: skip
    lead: Department | None = begun.pop("lead", None)
    return begun | {"lead": lead.code if lead else "", "kind": asked["kind"]}


def _form(request: HttpRequest, form: OrderForm, status: int = 200) -> HttpResponse:
    return render(request, "ledgers/order_add.html", {"form": form}, status=status)


@login_required
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    return _page(request, queries.order_for(current_user(request), number=number))


@login_required
@require_POST
def move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    user, wanted = current_user(request), MOVES.get(move)
    found = queries.order_for(user, number=number)
    if wanted is None:
        raise Missing(_("There is no such move."))
    form = OrderMoveForm(wanted, found, _units(found, user, wanted), request.POST)
    if not form.is_valid():
        if isinstance(no := ORDERS.refusal(OrderViewer(user, timezone.now()), found, wanted), Forbidden):
            raise no
        return _page(request, found, form, status=422)
    try:
        move_order(order_id=found.pk, request=form.request(), by=user)
    except Refused as no:
        return _refused(request, number, form, no)
    messages.success(request, _("%(title)s: %(move)s – done.") % {"title": found.paper_number, "move": wanted.label})
    return redirect(found)


def _refused(request: HttpRequest, number: str, form: OrderMoveForm, no: Refused) -> HttpResponse:
    """The form again with all that was typed, on the page of the order as it is now."""
    if no.status in (403, 404):
        raise no
    fresh = queries.order_for(current_user(request), number=number)
    if isinstance(no, Conflict):  # sending again, after having looked, is then possible
        data = request.POST.copy()
        data["version"] = str(fresh.version)
        form.data = data
    add_refusal(form, no)
    return _page(request, fresh, form, status=no.status)


def _units(order: Order, user: User, move: OrderMove) -> list[Department]:
    """Those that a move could mean."""
    services = services_for(OrderViewer(user, timezone.now()), order)
    return [service.department for service in services if service.state in meant(move)]


@dataclass(frozen=True, slots=True)
class Offer:
    """A move with its form; or, where it is refused now, with the sentence that says why."""

    move: OrderMove
    refusal: Refused | None
    form: OrderMoveForm | None

    @property
    def waits(self) -> bool:
        """What the order waits for stands open."""
        return self.form is not None and (self.form.is_bound or self.move.name in ("sign", "reply"))


def _offers(order: Order, user: User, bound: OrderMoveForm | None) -> Iterator[Offer]:
    """What the state forbids is no news at every form; a refusal of what waits for others is."""
    for each, no in ORDERS.offered(OrderViewer(user, timezone.now()), order):
        if bound is not None and bound.move == each:
            yield Offer(each, no, bound)
        elif no is None:
            first = {"id": uuid4(), "version": order.version}
            units = _units(order, user, each) if Need.UNIT in each.fields else []
            yield Offer(each, None, OrderMoveForm(each, order, units, initial=first))


def _page(
    request: HttpRequest, of: Order, bound: OrderMoveForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    user, now = current_user(request), timezone.now()
    heads = queries.heads_of([service.department_id for service in of.services.all()])
    context: dict[str, Any] = {
        "order": of, "offers": list(_offers(of, user, bound)), "timeline": presenters.timeline(of), "now": now,
        "units": presenters.unit_lines(of, heads, user),
        "lamp_state": of.lamp(at=now), "unsigned": of.is_unsigned(at=now),
        "problem_label": presenters.problem_label(of), "requirement_label": presenters.requirement_label(of),
        "phone": presenters.party_phone(of),
        "sees_case": of.case_id is not None and Case.objects.visible_to(user).filter(pk=of.case_id).exists(),
    }  # fmt: skip
    return render(request, "ledgers/order.html", context, status=status)
