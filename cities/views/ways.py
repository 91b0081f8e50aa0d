"""How reports come in: which road each source takes."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseForm, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cases.actions import RoadWish, road
from cases.models import IntakeRoad, Road, Source
from cities.views.frame import attempt, keeper, saved, sheet


class RoadsForm(Form):
    """One chooser for each source."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for source in Source:
            self.fields[source.value] = ChoiceField(label=source.label, choices=Road.choices)


@login_required
@require_http_methods(["GET", "POST"])
def roads(request: HttpRequest) -> HttpResponse:
    user = keeper(request)
    standing = dict(IntakeRoad.objects.values_list("source", "road"))
    initial = {source.value: standing.get(source, Road.DESK.value) for source in Source}
    form = RoadsForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(form, lambda: _keep(form, initial, user)):
        return saved(request, _("The roads of the sources were changed."), "cities:roads")
    note = _("It counts for reports that come from now on. Whatever lies outside the city's areas goes over the desk.")
    crumbs = [(reverse("cities:setup"), _("Set-up of the city"))]
    return sheet(request, form, title=_("Roads of the sources"), crumbs=crumbs, note=note)


def _keep(form: BaseForm, standing: dict[str, str], by: User) -> None:
    with transaction.atomic():
        for source, chosen in form.cleaned_data.items():
            if chosen != standing[source]:
                road.put(key=source, wish=RoadWish(chosen), by=by)
