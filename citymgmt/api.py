"""The API's address book (the contract is the OpenAPI document at /api/v1/schema/)."""

from typing import Any

from django.urls import path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import schema as _token_scheme  # noqa: F401 - tells the OpenAPI document how tokens are sent
from accounts.api import tokens
from cases.api import attachments as case_attachments
from cases.api import cases, components, duplicates, feed, moves, reference, route, talk, unmask
from cases.api import tiles as case_tiles
from cases.views import papers
from common.api import unknown_address
from common.schema import refuse_unknown_parameters
from evaluations.api import counters, indicators
from evidence.api import attachments, photos
from grids.api import places
from grids.api import tiles as ground_tiles
from inspections.api import visits
from ledgers.api import items, orders
from ledgers.views import order_papers
from places.api import permits, surveys
from places.api import places as kept_places
from places.api import tiles as place_tiles
from rounds.api import answers as walk
from rounds.api import findings, rounds
from rounds.api import sheet as round_sheet


class Document(SpectacularJSONAPIView):
    """The OpenAPI document, in the language asked for. What else is asked would go into the name of the file."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        refuse_unknown_parameters(request, "lang")
        document: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return document


app_name = "api"
urlpatterns = [
    path("token/", tokens.token, name="token"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/", tokens.own_token, name="own_token"),
    path("cases/", cases.cases, name="cases"),
    path("cases/duplicates/", duplicates.duplicates, name="duplicates"),
    path("cases/bulk/", moves.bulk, name="bulk"),
    path("cases/<str:ident>/", cases.case, name="case"),
    path("cases/<str:ident>/events/", cases.events, name="events"),
    path("cases/<str:ident>/moves/<str:move>/", moves.move, name="move"),
    path("cases/<str:ident>/comments/", talk.comments, name="comments"),
    path("cases/<str:ident>/comments/<uuid:comment_id>/", talk.comment, name="comment"),
    path("cases/<str:ident>/attachments/", case_attachments.attachments, name="attachments"),
    path("attachments/<uuid:attachment_id>/", attachments.attachment, name="attachment"),
    path("cases/<str:ident>/unmask/", unmask.unmask, name="unmask"),
    re_path(r"^cases/(?P<ident>[^/]+)/(?P<paper>sheet|slip)/$", papers.paper, name="paper"),
    path("events/", feed.changes, name="changes"),
    path("photos/", photos.photos, name="photos"),
    path("photos/<uuid:photo_id>/", photos.photo, name="photo"),
    path("visits/", visits.visits, name="visits"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/moves/<str:move>/", visits.move, name="visit_move"),
    path("places/", kept_places.places, name="places"),
    path("places/here/", kept_places.here, name="here"),
    path("permits/", permits.permits, name="permits"),
    path("permits/<uuid:permit_id>/", permits.permit, name="permit"),
    path("permits/<uuid:permit_id>/moves/<str:move>/", permits.move, name="permit_move"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("surveys/<uuid:survey_id>/moves/<str:move>/", surveys.survey_move, name="survey_move"),
    path("surveys/<uuid:survey_id>/places/", surveys.new_place, name="new_place"),
    path("survey-tasks/", surveys.tasks, name="survey_tasks"),
    path("survey-tasks/<uuid:task_id>/", surveys.task, name="survey_task"),
    path("survey-tasks/<uuid:task_id>/moves/<str:move>/", surveys.task_move, name="survey_task_move"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/paper/", order_papers.paper, name="order_paper"),
    path("orders/<str:number>/moves/<str:move>/", orders.move, name="order_move"),
    path("items/", items.items, name="items"),
    path("items/<uuid:item_id>/", items.item, name="item"),
    path("items/<uuid:item_id>/moves/<str:move>/", items.move, name="item_move"),
    path("places/<str:code>/", kept_places.place, name="place"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<uuid:round_id>/", rounds.round_file, name="round"),
    path("rounds/<uuid:round_id>/sheet/", round_sheet.sheet, name="round_sheet"),
    path("rounds/<uuid:round_id>/moves/<str:move>/", rounds.move, name="round_move"),
    path("rounds/<uuid:round_id>/answers/", walk.answers, name="round_answers"),
    path("rounds/<uuid:round_id>/stops/<int:stop_id>/", walk.stop, name="round_stop"),
    path("rounds/<uuid:round_id>/stops/<int:stop_id>/moves/<str:move>/", walk.move, name="round_stop_move"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    path("findings/<int:finding_id>/turn/", findings.turn, name="finding_turn"),
    path("findings/<int:finding_id>/objections/", findings.objections, name="finding_objections"),
    path("objections/<uuid:objection_id>/", findings.objection, name="objection"),
    path("objections/<uuid:objection_id>/moves/<str:move>/", findings.move, name="objection_move"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("counters/", counters.counters, name="counters"),
    path("locate/", places.locate, name="locate"),
    path("route/", route.route, name="route"),
    path("categories/", reference.categories, name="categories"),
    path("departments/", reference.departments, name="departments"),
    path("grids/", places.grids, name="grids"),
    path("components/", components.components, name="components"),
    path("tiles/cases/<int:z>/<int:x>/<int:y>.mvt", case_tiles.cases, name="case_tile"),
    path("tiles/places/<int:z>/<int:x>/<int:y>.mvt", place_tiles.places, name="place_tile"),
    path("tiles/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", ground_tiles.ground, name="ground_tile"),
    path("workflow/", reference.workflow, name="workflow"),
    path("schema/", Document.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path("", unknown_address),
]
