"""What people type about orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case
from common.fields import CodeField, MomentField, TextField
from departments.models import Department
from evidence.forms import PhotosField
from grids.models import Level
from ledgers.actions import OrderDraft, OrderRequest
from ledgers.models import Item, Order
from ledgers.workflow.order_states import Need, OrderKind, ServiceState
from ledgers.workflow.orders import SIGN, OrderMove

LONG = 2_000


def _text(label: Any, *, rows: int = 3, most: int = LONG, required: bool = True, help_text: Any = "") -> TextField:
    return TextField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )  # fmt: skip


class OrderForm(forms.Form):
    """An order as it is drawn up. It finds what is named; what an order must hold, the verb decides."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrderKind.choices)
    lead = forms.ChoiceField(label=_("Leading unit"))
    others = forms.MultipleChoiceField(label=_("Assisting units"), required=False)
    title = TextField(label=_("Title"), max_length=120)
    problem = _text(pgettext_lazy("order", "Problem"))
    requirement = _text(_("What is required"))
    due_at = MomentField(
        label=_("To be replied to by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    basis = _text(_("Basis"), rows=2, required=False, help_text=_("Of which rule, meeting or report it follows."))
    consequences = _text(_("Consequences"), rows=2, required=False, help_text=_("If it is not done in time."))
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, initial=Level.DISTRICT)
    contact = TextField(label=_("Contact"), max_length=100, required=False, help_text=_("Name, office, telephone."))
    case = CodeField(label=_("Number of the case"), max_length=40, required=False)
    item = CodeField(label=_("Number of the ledger item"), max_length=20, required=False)
    place = CodeField(
        label=_("Code of the place"), max_length=32, required=False,
        help_text=_("An order to correct goes to who answers for it."),
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        units = [(unit.code, str(unit)) for unit in Department.objects.active()]
        self.fields["lead"].choices = [("", gettext("Choose one")), *units]  # type: ignore[attr-defined]
        self.fields["others"].choices = units  # type: ignore[attr-defined]

    def clean_case(self) -> Case | None:
        number = self.cleaned_data["case"]
        found = Case.objects.visible_to(self.user).filter(number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("There is no such case, or it is not yours."))
        return found

    def clean_item(self) -> Item | None:
        number = self.cleaned_data["item"]
        found = Item.objects.visible_to(self.user).filter(number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("There is no such item, or it is not yours."))
        return found

    def draft(self) -> OrderDraft:
        said = self.cleaned_data
        case, item = said["case"], said["item"]
        return OrderDraft(
            id=said["id"], kind=said["kind"], title=said["title"], problem=said["problem"],
            requirement=said["requirement"], units=(said["lead"], *said["others"]), due_at=said["due_at"],
            level=said["level"], basis=said["basis"], consequences=said["consequences"], contact=said["contact"],
            case=case.pk if case else None, item=item.pk if item else None, place=said["place"],
        )  # fmt: skip


class OrderMoveForm(forms.Form):
    """The fields that one move of an order takes; the unit is asked for where the move could mean several."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    unit = forms.ChoiceField(label=_("Unit"))
    signer = TextField(
        label=_("Who signed for the party"),
        max_length=60,
        required=False,
        help_text=_("Name and function; or that nobody would sign, and who witnessed it."),
    )
    reason = _text(_("Reason"), rows=2)
    photos = PhotosField(label=_("Photos"), required=False)
    note = _text(_("Note"), rows=2, required=False)

    def __init__(self, move: OrderMove, order: Order, units: list[Department], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move, self.auto_id = move, f"id_{move.name}_%s"  # several forms stand on one page
        for need in Need:
            if need not in move.fields:
                del self.fields[need.value]
        if Need.NOTE in move.needs:
            self.fields["note"].required = True
            self.fields["note"].widget.attrs["rows"] = 4
        if "signer" in self.fields and order.kind != OrderKind.TO_PARTY:
            del self.fields["signer"]
        if "unit" in self.fields:
            self._ask_unit(units)

    def _ask_unit(self, units: list[Department]) -> None:
        """Where there is one, it is meant, and the form says so unseen."""
        if not units:
            del self.fields["unit"]
            return
        self.fields["unit"].choices = [(unit.code, str(unit)) for unit in units]  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].widget, self.fields["unit"].required = forms.HiddenInput(), False
            self.initial.setdefault("unit", units[0].code)

    def request(self) -> OrderRequest:
        said = self.cleaned_data
        texts = {name: said.get(name, "") for name in ("note", "reason", "unit", "signer")}
        return OrderRequest(self.move.name, said["version"], said["id"], **texts, photos=said.get("photos", ()))


# In which states a service is that a move could mean.
MEANT = {SIGN: (ServiceState.UNSIGNED,), "reply": (ServiceState.SIGNED,)}


def meant(move: OrderMove) -> tuple[ServiceState, ...]:
    return MEANT.get(move.name, (ServiceState.REPLIED,))
