"""The counters as a feed, for a city's warehouse."""

from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from cases.api.answers import PAGE_SIZE
from common.api import NO_STORE
from common.paging import size_of
from common.schema import PROBLEMS, refuse_unknown_parameters
from evaluations.actions import follow
from evaluations.dictionary.cuts import AREA
from evaluations.dictionary.measures import MEASURES
from evaluations.queries.asking import counts_by
from evaluations.queries.changed_days import changed_days

# Keys and measures of a row, as the dictionary has them.
CounterRow = type(
    "CounterRow",
    (serializers.Serializer,),
    {
        **{name: serializers.CharField(help_text="code; empty: none") for name in ("department", *AREA, "category")},
        "source": serializers.CharField(),
        "private": serializers.BooleanField(),
        **{name: serializers.IntegerField(help_text=lazystr(each.meaning)) for name, each in MEASURES.items()},
        "__module__": __name__,
    },
)


class CountedDay(serializers.Serializer[Any]):
    day = serializers.DateField()
    rows = CounterRow(many=True, help_text="all of this day: they take the place of what you have of it")


class CountersPage(serializers.Serializer[Any]):
    version = serializers.CharField(help_text="of the definitions, and the time zone of the days")
    next = serializers.CharField(help_text="for `after` of the next page; it holds also when this is the end")
    more = serializers.BooleanField(help_text="whether there are more days that have changed")
    days = CountedDay(many=True, help_text="in the order in which they changed last")


@extend_schema(
    operation_id="list_counters",
    summary="Counters by day, unit, area, subclass and source, as they change",
    description=(
        "Whole days, each once in the order in which it changed last: replace what you have of a day by what you are "
        "told, and keep `next` with it. A day that is corrected later comes again, an empty one has nothing left. "
        "Counted are the cases that you may see, without private ones where you do not see those of others. What falls "
        "due stands on its day before that has come."
    ),
    parameters=[
        OpenApiParameter("after", str, description="`next` of the page before; without it from the start"),
        PAGE_SIZE,
    ],
    responses={200: CountersPage, **PROBLEMS},
)
@api_view(["GET"])
def counters(request: Request) -> Response:
    refuse_unknown_parameters(request, "after", "page_size")
    size = size_of(request)
    heads = _(
        "Counters are for the warehouse of the city. Heads read the numbers of their unit at /api/v1/indicators/ and on"
        " its scorecard."
    )
    user = require_role(request, DESK | OVERSIGHT, instead={Role.DEPARTMENT_HEAD: heads})
    follow()
    page = changed_days(user, request.query_params.get("after", ""), most=size)
    said = {"version": counts_by(), "next": page.next, "more": page.more, "days": page.days}
    return Response(said, headers=NO_STORE)
