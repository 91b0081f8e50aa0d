"""One page for all values of a register whose things are always the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.plain import fingerprint
from common.refusals import Conflict, Refused
from registry.actions import Applied, apply_or_schedule_all
from registry.forms.values import ValuesForm
from registry.presenters.changes import coming_of, waiting_of
from registry.registers import ChangeRequest, TableRegister
from registry.views.common import editor, render_form, submit

Values = Mapping[str, Any]


def values_page(
    request: HttpRequest, register: TableRegister[Any, Any], standing: Values, *, url: str,
    form: Callable[[Any, Values], ValuesForm], data: Callable[[str, Any], Any],
) -> HttpResponse:  # fmt: skip
    """`standing` are the values by their keys, `data` makes of a key and its value what the register keeps."""
    user = editor(request, register.editors, register.readers)
    asked = form(request.POST or None, {**standing, "seen": fingerprint(standing)})

    def verb() -> Sequence[Applied]:
        chosen = {key: value for key, value in asked.values().items() if value != standing[key]}
        return _keep(asked, register, {key: data(key, value) for key, value in chosen.items()}, standing, user)

    words = _("%(what)s: changed.") % {"what": register.plural}
    if answer := submit(request, asked, verb, words, url):
        return answer
    return render_form(
        request, asked, title=register.plural, crumbs=[(reverse(url), register.plural)], note=register.note,
        coming=coming_of(register), waiting=waiting_of(register), tabs=True, table=register.stem,
        template="registry/values.html",
    )  # fmt: skip


def _keep(
    form: ValuesForm, register: TableRegister[Any, Any], chosen: Values, standing: Values, by: User
) -> Sequence[Applied]:
    """What was chosen otherwise than it stood when the form was opened."""
    on, seen = form.cleaned_data["on"], form.cleaned_data["seen"]
    if seen and seen != fingerprint(standing):
        raise Conflict(_("Somebody has just changed the same. Look at it again, then repeat your change."))
    if not chosen and on and on > timezone.localdate():
        raise Refused(_("Nothing but the day differs. Say what shall change from that day on."))
    return apply_or_schedule_all([ChangeRequest(register, key, data, on) for key, data in chosen.items()], by=by)
