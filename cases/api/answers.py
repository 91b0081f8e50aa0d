"""The shapes of answers about cases, for the OpenAPI document; `shapes` builds them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.api.shapes import Person
from cases.models import LocationSource
from cases.workflow import MOVES, Ask, State
from catalogue.choices import Source, Stage, Urgency
from common.owed import Lamp
from common.schema import CodeName, GeoPoint, Problem
from common.workflow.api import Event, OfferFields
from evidence.api.answers import PhotoFacts

IDENT = OpenApiParameter("ident", str, "path", description="the client's UUID or the case number")
PAGE_SIZE = OpenApiParameter("page_size", int, description="rows of a page, at most 200")
MOVE_NAMES = sorted(MOVES)
ASKED = [value for value in Ask.values if value]
SECONDS = "by the clock on the wall, at least so many seconds; 0: both times are known, in their order"


def _text(name: str, description: str, **rest: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, description=description, **rest)


def _truth(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, bool, description=description)


FILTERS = [
    _text("state", "may be repeated", enum=State.values, many=True),
    _text("department", "code of a unit"),
    _text("category", "code of a subclass"),
    _text("area", "code of a district, sub-district or community"),
    _text("place", "code of the place that it is about"),
    _text("around", "code of a place in whose boundary, or near whose point, it lies"),
    _truth("permit", "a permit is in force for its place, or for an area that holds its point"),
    _text("source", "how it came in", enum=Source.values),
    _text("external_number", "of the system from which it came, whole"),
    _text("urgency", "of its filing condition, or because it was raised", enum=Urgency.values),
    _text("lamp", "colour of the lamp now", enum=Lamp.values),
    _truth("overdue", "still owed, not disposed, and past its due time now"),
    _truth("was_late", "disposed of after its due time; those that a granted appeal excused are left out"),
    _truth("exempt", "late, and left out of the score by a granted appeal"),
    _truth("open", "not closed, rejected, void, merged or handled on the spot"),
    _truth("without_unit", "no unit has it at present"),
    _text("stage_lamp", "colour of the lamp of the stage it waits in", enum=Lamp.values),
    OpenApiParameter("reworks", int, description="sent for rework at least so many times"),
    _text("reported_after", "time with offset, or a date; included"),
    _text("reported_before", "time with offset, or a date; not included"),
    _text("closed_after", "of the closing; included"),
    _text("closed_before", "of the closing; not included"),
    _text("accepted_after", "of the acceptance; included"),
    _text("accepted_before", "of the acceptance"),
    _text("filed_after", "of the filing; included"),
    _text("filed_before", "of the filing"),
    _text("dispatched_after", "of the first dispatch; included"),
    _text("dispatched_before", "of the first dispatch; not included"),
    _text("finished_after", "of the fix; included"),
    _text("finished_before", "of the fix"),
    _truth("ever_filed", "filed by now"),
    _truth("ever_dispatched", "dispatched by now"),
    _truth("ever_finished", "disposed of by now"),
    _truth("verified", "verified and found right, or not"),
    _truth("owes", "neither rejected nor void nor merged"),
    _truth("disputed", "units disputed who owes it"),
    _truth("appealed", "its unit appealed against the lateness"),
    _truth("extended", "extended at least once"),
    _truth("put_off", "suspended at least once"),
    _truth("reopened", "opened again at least once"),
    _text("reporter", "user name of who reported"),
    _text("due_after", "of the due time; included"),
    _text("due_before", "of the due time; not included"),
    _text("stage", "what it waits for", enum=Stage.values),
    _text("major", "id of a class"),
    _text("extension", "how a request for more time stands", enum=ASKED),
    _text("suspension", "how a request to stop the clock stands", enum=ASKED),
    _text("appeal", "how an appeal stands", enum=ASKED),
    _text("supervised", "under supervision, or past what it asked", enum=["yes", "late"]),
    OpenApiParameter("escalated", int, description="raised at least to this rung"),
    _truth("on_time", "fixed by the due time, or not (later, or not yet): the raw fact, whatever an appeal said"),
    _truth("stage_late", "past the limit of the stage it waits in"),
    _truth("sent_back", "sent back by a unit at least once"),
    _truth("asked", "waits for the answer to a request"),
    _truth("ownerless", "no unit owns it"),
    _truth("private", "seen by who handles it, the shift leader and auditors only"),
    _truth("recurring", "the same again at the same place"),
    _truth("recheck_failed", "did not hold when looked at again"),
    _truth("proof_refused", "came back because the photo of its fix can't be used"),
    _text("duty_grid", "code of the duty grid in which it was reported"),
    _text("unit_grid", "code of the unit grid in which it was reported"),
    _truth("own_grid", "in my duty grids"),
    _truth("own_report", "reported by me"),
    _truth("own_visit", "given to me to look at"),
    _truth("own_unit", "owed by my own unit, and not by one below it"),
    _truth("own_assignment", "assigned to me"),
    _text("assignee", "user name of the person to whom its unit assigned it"),
    _truth("without_assignee", "assigned to nobody"),
    _text("squad", "code of the squad to which its unit sent it"),
    _truth("without_squad", "sent to no squad"),
    _truth("own_part", "my unit owes a part of it"),
    _text("weekday", "of the report, by the city's clock: 1 is Monday, 7 is Sunday"),
    _text("hour", "of the report, by the city's clock: 0 to 23"),
    _truth("bounced", "a unit said that it does not owe it"),
    _text("bounce", "from~to, the codes of two units: it went from the one, which said that it is not its own"),
    _text(
        "repeats", "at least so many of its subclass lie at its place, among the cases that the rest of this asks for"
    ),
    _text("filing_took", f"found to filed, {SECONDS}"),
    _text("dispatching_took", f"filed to dispatched, {SECONDS}"),
    _text("disposal_took", f"dispatched to disposed, {SECONDS}"),
    _text("checking_took", f"disposed to closed, {SECONDS}"),
    _text("whole_took", f"filed to closed, {SECONDS}"),
    _text("bbox", "west,south,east,north in degrees, WGS 84"),
    _text("within", "an outline, its border included: lng,lat;lng,lat;… in degrees, WGS 84, 3 to 100 corners"),
    _text(
        "cell", "a cell of the map, level/column/row, as tiles of cases say it; a block: level/x-x/y-y, both included"
    ),
    _text(
        "q",
        "words of description or address, a number or a part of it, a name of unit, class or place; each must fit",
    ),
]
LIST_PARAMETERS = [
    *FILTERS,
    _text(
        "ordering",
        "default -reported_at; `urgency` has the urgent ones first, each by when they are due",
        enum=["-reported_at", "reported_at", "due_at", "-due_at", "urgency"],
    ),
    _text("cursor", "from `next` or `previous`"),
    PAGE_SIZE,
]
CURSOR = [_text("ordering", "default at", enum=["at", "-at"]), _text("cursor", "from `next` or `previous`"), PAGE_SIZE]


class Code(serializers.Serializer[Any]):
    code = serializers.CharField()


class Links(serializers.Serializer[Any]):
    self = serializers.CharField()
    events = serializers.CharField()
    moves = serializers.CharField()
    comments = serializers.CharField()
    attachments = serializers.CharField()
    sheet = serializers.CharField(help_text="the case sheet as PDF")
    slip = serializers.CharField(help_text="the work slip as PDF")


class SelfLink(serializers.Serializer[Any]):
    self = serializers.CharField()


class CaseRow(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    external_number = serializers.CharField(help_text="of the system from which it came; empty without one")
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()
    category = CodeName()
    condition = serializers.IntegerField(allow_null=True, help_text="number of the filing condition")
    urgency = serializers.ChoiceField(
        [*Urgency.values, ""], help_text="of its filing condition, or because it was raised; empty without either"
    )
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    description = serializers.CharField()
    address = serializers.CharField()
    location = GeoPoint(allow_null=True)
    located = serializers.ChoiceField(LocationSource.choices)
    unit_grid = Code(allow_null=True)
    place = CodeName(allow_null=True, help_text="the shop, site or compound that it is about")
    department = CodeName(allow_null=True)
    assignee = Person(allow_null=True, help_text="the member of the unit or its squad to whom it was assigned")
    reported_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    lamp = serializers.ChoiceField(Lamp.choices)
    overdue = serializers.BooleanField(help_text="still owed, not disposed, past its due time")
    was_late = serializers.BooleanField(help_text="disposed of after its due time, and no appeal excused it")
    on_time = serializers.BooleanField(allow_null=True, help_text="the raw fact, whatever an appeal said")
    exempt = serializers.BooleanField(help_text="left out of the score by a granted appeal")
    private = serializers.BooleanField(help_text="others neither see nor count it")
    appeal = serializers.ChoiceField(ASKED, allow_null=True, help_text="how an appeal against lateness stands")
    finished_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    links = SelfLink()


class CasePage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CaseRow(many=True)


class Routing(serializers.Serializer[Any]):
    rule = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()


class StageAnswer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(Stage.choices)
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    lamp = serializers.ChoiceField(Lamp.choices)


class Reporter(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="masked; POST to …/unmask/ shows it to those who may see it")
    phone = serializers.CharField(help_text="masked; POST to …/unmask/ shows it to those who may see it")


class Unmasked(serializers.Serializer[Any]):
    reporter = Reporter()


class Offer(OfferFields):
    move = serializers.ChoiceField(MOVE_NAMES)


class Reused(serializers.Serializer[Any]):
    case = serializers.CharField(allow_null=True, help_text="number of the case that used it before; null if not yours")
    same_case = serializers.BooleanField(help_text="an after-photo that is the before-photo, or the other way round")
    identical = serializers.BooleanField(help_text="the very same file; else it only looks the same")
    bits = serializers.IntegerField(allow_null=True, help_text="of the 64 of its likeness that differ")
    link = serializers.CharField(allow_null=True)


class PhotoAnswer(PhotoFacts):
    reused = Reused(allow_null=True, help_text="where the same photo was used before")


class Supervision(serializers.Serializer[Any]):
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField()


class RelatedCase(serializers.Serializer[Any]):
    number = serializers.CharField(allow_null=True, help_text="null where that case is not yours to see")
    link = serializers.CharField(allow_null=True)


class CaseAnswer(CaseRow):
    accuracy_m = serializers.FloatField(allow_null=True)
    duty_grid = CodeName(allow_null=True)
    community = CodeName(allow_null=True)
    street = CodeName(allow_null=True)
    district = CodeName(allow_null=True)
    routing = Routing()
    stage = StageAnswer(allow_null=True)
    limit = serializers.CharField()
    urgency_raised_at = serializers.DateTimeField(allow_null=True, help_text="when it was made urgent by a decision")
    urgency_limit = serializers.CharField(help_text="the limit that runs from then on; empty without one")
    component = CodeName(allow_null=True)
    squad = CodeName(allow_null=True, help_text="to which the unit sent it on")
    rework_count = serializers.IntegerField()
    closing_conditions = serializers.ListField(
        child=serializers.CharField(), help_text="what must hold to pass a check, a line each: ticked by number, from 1"
    )
    proof_refused_at = serializers.DateTimeField(
        allow_null=True, help_text="when it came back because its after-photo can't be used; null once it has another"
    )
    send_back_count = serializers.IntegerField()
    escalated = serializers.IntegerField(help_text="the rung of the ladder to which its lateness was raised")
    extension = serializers.ChoiceField(ASKED, allow_null=True, help_text="how the last request stands")
    extension_count = serializers.IntegerField()
    suspension = serializers.ChoiceField(ASKED, allow_null=True, help_text="how the last request stands")
    suspended_until = serializers.DateTimeField(allow_null=True, help_text="asked for, or granted")
    supervision = Supervision(allow_null=True)
    ownerless = serializers.BooleanField()
    recheck_failed_at = serializers.DateTimeField(allow_null=True)
    parent = RelatedCase(allow_null=True, help_text="the case it was split off from")
    merged_into = RelatedCase(allow_null=True)
    recurs_of = RelatedCase(allow_null=True, help_text="the same at the same place, closed before")
    reporter = Reporter()
    occurred_at = serializers.DateTimeField()
    filed_at = serializers.DateTimeField(allow_null=True)
    dispatched_at = serializers.DateTimeField(allow_null=True)
    allowed_moves = Offer(many=True)
    photos = PhotoAnswer(many=True)
    links = Links()  # type: ignore[assignment]


class EventPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    results = Event(many=True)


class CaseWithEvents(CaseAnswer):
    events = Event(many=True, help_text="the last 50")


class After(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(State.choices)
    version = serializers.IntegerField()


class BulkResult(serializers.Serializer[Any]):
    case = serializers.CharField()
    move = serializers.CharField()
    status = serializers.IntegerField()
    after = After(required=False)
    problem = Problem(required=False)


class BulkAnswer(serializers.Serializer[Any]):
    results = BulkResult(many=True, help_text="in the order of the moves")


class CommentAnswer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    by = Person()
    text = serializers.CharField(help_text="empty once it is withdrawn")
    at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    mentions = Person(many=True)


class CommentPage(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CommentAnswer(many=True)


class Duplicate(serializers.Serializer[Any]):
    number = serializers.CharField()
    category = CodeName()
    state = serializers.ChoiceField(State.choices)
    distance_m = serializers.IntegerField()
    reported_at = serializers.DateTimeField()
    link = serializers.CharField(allow_null=True, help_text="null where the case is not yours to see")


class Duplicates(serializers.Serializer[Any]):
    metres = serializers.IntegerField()
    hours = serializers.IntegerField()
    results = Duplicate(many=True, help_text="the nearest first, at most five")
