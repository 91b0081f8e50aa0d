"""What is done first with a report of each source, in one form."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from catalogue.choices import Intake, Source
from catalogue.models import IntakePolicy
from catalogue.registers import INTAKE, IntakeData
from registry.forms.values import ValuesForm
from registry.views.values import Values, values_page


@login_required
@require_http_methods(["GET", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    kept = dict(IntakePolicy.objects.values_list("source", "intake"))
    standing = {source.value: kept.get(source.value, Intake.DESK.value) for source in Source}
    return values_page(request, INTAKE, standing, url="catalogue:intake", form=_form, data=_data)


def _form(data: Any, initial: Values) -> ValuesForm:
    asked = {source.value: forms.ChoiceField(label=source.label, choices=Intake.choices) for source in Source}
    return ValuesForm(asked, data, initial)


def _data(source: str, intake: str) -> IntakeData:
    return IntakeData(intake)
