"""The feed of changes over every case a person may see."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.actions import place_events
from cases.api.answers import PAGE_SIZE
from cases.queries.feed import FeedPage, FeedPlace, end_of_feed, feed_page
from common.api import NO_STORE
from common.paging import size_of
from common.schema import PROBLEMS, refuse_unknown_parameters
from common.workflow.api import Event

END = "end"


FeedEventAnswer = type(
    "FeedEventAnswer",
    (Event,),
    {
        "id": serializers.UUIDField(help_text="of the event: who has it already has seen it before"),
        "case": serializers.UUIDField(),
        "number": serializers.CharField(help_text="of the case"),
        "__module__": __name__,
    },
)


class Feed(serializers.Serializer[Any]):
    next = serializers.CharField(help_text="for `after` of the next page; it holds for ever, also when this is the end")
    more = serializers.BooleanField(help_text="whether the next page has something already, or may have")
    results = FeedEventAnswer(many=True, help_text="oldest first")


@extend_schema(
    operation_id="list_changes",
    summary="What happened to the cases I may see",
    description=(
        "Every event once, in an order that never changes: that of their commits. Ask on with `next`; a page "
        "may be short or empty and `more` be true all the same. What you may see is asked now: of a case that came to "
        "you later read what was before in its own history."
    ),
    parameters=[
        OpenApiParameter(
            "after", str, description="`next` of the page before; without it the start, `end` for the end"
        ),
        PAGE_SIZE,
    ],
    responses={200: Feed, **PROBLEMS},
)
@api_view(["GET"])
def changes(request: Request) -> Response:
    refuse_unknown_parameters(request, "after", "page_size")
    size, user = size_of(request), current_user(request)
    place_events()
    after = request.query_params.get("after", "")
    if after == END:
        return Response(FeedPage([], end_of_feed(), more=False).said, headers=NO_STORE)
    place = FeedPlace.parse(after) if after else FeedPlace()
    return Response(feed_page(user, place, size=size).said, headers=NO_STORE)
