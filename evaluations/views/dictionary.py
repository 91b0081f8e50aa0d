"""The dictionary of indicators: what each counts, divides by, leaves out, and whom it judges."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.dictionary import VERSION
from evaluations.dictionary.indicators import INDICATORS, NOT_YET
from evaluations.dictionary.supervision_rates import SUPERVISION
from evaluations.queries.targets import targets


@login_required
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    wanted = targets()
    context = {
        "indicators": [(each, wanted.get(name)) for name, each in INDICATORS.items()],
        "supervision": SUPERVISION.values(), "not_yet": NOT_YET, "version": VERSION,
    }  # fmt: skip
    return render(request, "evaluations/indicators.html", context)
