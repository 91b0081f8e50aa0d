"""For each topic of the outbox, something that has happened of which a message is due."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from cases.actions import MoveRequest, add_comment, perform, place_all_events
from cases.models import Anchor, CaseExport, Webhook
from common import outbox
from common.models import Message
from departments.registers import PEOPLE
from departments.registers.people import PersonData
from evaluations.actions import write_letters
from evaluations.models import ToldWeek
from evidence.actions import receive_photo
from evidence.models import Photo, PhotoStatus
from inspections.actions import VisitRequest, come_on_duty, perform_visit
from inspections.models import Visit
from ledgers.actions import chase_items, order_looks
from ledgers.models import Item
from notices.models import Delivery, Digest, Notice
from registry.models import Approval, Change, PlannedChange, PlanState
from registry.registers import CITY_SETTINGS, SettingData
from rounds.actions import look_again
from tests import factories as make
from tests.api.bodies import image
from tests.cast import City
from tests.factories import MONDAY
from tests.inspections.looking import LATER, disposed, look, setting
from tests.ledgers import drawing, opening
from tests.notices.telling import tell_events
from tests.places import surveying
from tests.rounds import walking


def run(topic: str, references: Sequence[object]) -> None:
    now = timezone.now()
    messages = [Message(topic=topic, reference=str(r), created_at=now, due_at=now) for r in references]
    with transaction.atomic():
        outbox._topics[topic].handler(messages)


def a_report(city: City) -> Sequence[object]:
    return [make.reported("06010", by=city.ines).pk]


def a_dispatch(city: City) -> Sequence[object]:
    User.objects.filter(pk=city.hana.pk).update(email="hana@example.org")
    return [make.dispatched("06010", by=city.ines).events.get(seq=2).pk]


def a_read_notice(city: City) -> Sequence[object]:
    """What was read meanwhile is not sent, the first time or the second."""
    run("case.notice", a_dispatch(city))
    Notice.objects.update(read_at=timezone.now())
    return list(Delivery.objects.values_list("pk", flat=True))


def a_notice_by_mail(city: City) -> Sequence[object]:
    """Mail leaves the database, so a crash may repeat it (with its Message-ID); what was sent is not sent again."""
    run("case.notice", a_dispatch(city))
    return list(Delivery.objects.values_list("pk", flat=True))


def a_bundle(city: City) -> Sequence[object]:
    event = a_dispatch(city)
    tell_events(event, at=MONDAY.replace(hour=23))
    return list(Message.objects.filter(topic="notice.bundle").values_list("reference", flat=True))


def a_digest(city: City) -> Sequence[object]:
    """A digest has no row that says it was sent: its message goes with the transaction that sends it."""
    User.objects.filter(pk=city.hugo.pk).update(email="hugo@example.org", is_active=False)
    digest = Digest.objects.create(user=city.hugo, day=MONDAY.date(), made_at=MONDAY, counts={"overdue": 1})
    return [f"{digest.pk}:0"]


def a_photo(city: City) -> Sequence[object]:
    content = image()
    photo, __ = receive_photo(
        id=uuid4(), kind="before", stream=BytesIO(content), chunks=[content], size=len(content), by=city.ines
    )
    return [photo.pk]


def a_mention(city: City) -> Sequence[object]:
    case = make.dispatched("06010", by=city.ines)
    return [add_comment(case=case, id=uuid4(), text="@hana 请看", by=city.dora)[0].pk]


def a_disposal(city: City) -> Sequence[object]:
    return [disposed(city).pk]


def a_failed_plan(city: City) -> Sequence[object]:
    User.objects.filter(pk=city.abel.pk).update(email="abel@example.org")
    failed = PlannedChange.objects.create(
        on=MONDAY.date(), kind="unit", key="roads", by=city.abel, made_at=MONDAY, state=PlanState.FAILED
    )
    return [failed.pk]


def a_webhook(city: City) -> Sequence[object]:
    """What was taken is not sent again: the webhook stands behind it."""
    hook = Webhook.objects.create(user=city.otto, url="https://hooks.example.org/in", secret="s" * 40)
    make.reported("06010", by=city.otto)
    place_all_events()
    return [hook.pk]


def a_great_workbook(city: City) -> Sequence[object]:
    return [CaseExport.objects.create(by=city.sven, asked_at=timezone.now(), state="ready").pk]


def a_poison_photo(city: City) -> Sequence[object]:
    """The only proof of a fix: the case goes back to its unit."""
    case, photo = make.dispatched("06010", by=city.ines), make.photo(city.hana)
    perform(case_id=case.pk, request=MoveRequest("dispose", case.version, photos=(photo.pk,)), at=LATER, by=city.hana)
    Photo.objects.filter(pk=photo.pk).update(status=PhotoStatus.REFUSED, refusal="unreadable")
    return [photo.pk]


def a_poison_photo_of_a_look(city: City) -> Sequence[object]:
    photo = make.photo(city.ines, of=look(city).subject, status=PhotoStatus.REFUSED, refusal="unreadable")
    return [photo.pk]


def a_look(city: City) -> Sequence[object]:
    come_on_duty(by=city.ines, at=LATER)
    return list(look(city).events.exclude(move="order").values_list("pk", flat=True))


def an_anchor(city: City) -> Sequence[object]:
    made = Anchor.objects.create(
        number=1, at=MONDAY, position=0, last_look=0, cases=0, closed=0, events=0, looks=0, digest="0" * 64, name="none"
    )
    return [made.pk]


def an_inspector_who_is_out(city: City) -> Sequence[object]:
    a_look(city)
    User.objects.filter(pk=city.ines.pk).update(is_active=False)
    return [city.ines.pk]


def a_handler_who_left(city: City) -> Sequence[object]:
    case = make.dispatched("06010", by=city.ines)
    request = MoveRequest("assign", case.version, assignee="hana")
    perform(case_id=case.pk, request=request, at=LATER, by=city.hugo)
    User.objects.filter(pk=city.hana.pk).update(is_active=False)
    return [city.hana.pk]


def one_in_charge_who_left(city: City) -> Sequence[object]:
    opening.do(opening.opened(city), "take", city.hana, in_charge="hana")
    User.objects.filter(pk=city.hana.pk).update(is_active=False)
    return [city.hana.pk]


def a_new_leader(city: City) -> Sequence[object]:
    PEOPLE.save(key="sina", data=PersonData("Sina", "leader"), by=city.abel)
    return list(Change.objects.filter(kind="person", key="sina").values_list("pk", flat=True))


def a_leader_whom_somebody_must_approve(city: City) -> Sequence[object]:
    make.user("bella", Role.ADMINISTRATOR)
    CITY_SETTINGS.save(key="second_approval", data=SettingData(True), by=city.abel)
    a_new_leader(city)
    return [f"{Approval.objects.get().pk}:waiting"]


def a_supervised_case(city: City) -> Sequence[object]:
    case, until = make.dispatched("06010", by=city.ines), timezone.now() + 2 * opening.DAY
    request = MoveRequest("supervise", case.version, reason="限期办结", until=until)
    perform(case_id=case.pk, request=request, by=city.sue)
    return [case.events.get(move="supervise").pk]


def a_poison_photo_of_an_item(city: City) -> Sequence[object]:
    of = opening.taken(city).subject
    return [make.photo(city.hana, of=of, status=PhotoStatus.REFUSED, refusal="unreadable").pk]


def a_poison_photo_of_a_reply(city: City) -> Sequence[object]:
    of = drawing.answered(city, drawing.drawn(city)).subject
    return [make.photo(city.hana, of=of, status=PhotoStatus.REFUSED, refusal="unreadable").pk]


def an_item_past_its_limit(city: City) -> Sequence[object]:
    now = timezone.now()
    item = opening.opened(city, at=now - 12 * opening.DAY, due_at=now - timedelta(hours=1))
    chase_items()
    return [item.events.get(move="late").pk]


def an_item_not_done(city: City) -> Sequence[object]:
    return [opening.in_state(city, "answering").events.get(move="account").pk]


def an_item_that_has_ended(city: City) -> Sequence[object]:
    drawing.drawn(city, item=(item := opening.opened(city)).pk)
    return [opening.do(item, "void", city.sue, reason="重复").events.get(move="void").pk]


def an_item_of_another_unit(city: City) -> Sequence[object]:
    drawing.drawn(city, item=(item := opening.opened(city)).pk)
    opening.do(item, "reassign", city.sue, department="roads", reason="归道路")
    return [item.events.get(move="reassign").pk]


def an_item_handed_over(city: City) -> Sequence[object]:
    return [opening.opened(city).events.get(move="assign").pk]


def an_order(city: City) -> Sequence[object]:
    return [drawing.drawn(city).events.get(seq=1).pk]


def a_failed_look_at_an_item(city: City) -> Sequence[object]:
    setting("item_look_share", 1.0)
    opening.written_off(city)
    order_looks(at=timezone.now() + 15 * opening.DAY)
    visit = Visit.objects.get(subject_kind=Item.SUBJECT)
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=False), by=city.sven)
    return [visit.pk]


def a_poison_photo_of_a_finding(city: City) -> Sequence[object]:
    """Who found it hears that it proves nothing."""
    of = walking.walked(city, no={"fence": 2})["fence"].subject
    return [make.photo(city.sue, of=of, status=PhotoStatus.REFUSED, refusal="unreadable").pk]


def a_week_that_is_over(city: City) -> Sequence[object]:
    make.reported("06010", by=city.ines, at=timezone.now() - timedelta(days=30))
    write_letters()
    return list(ToldWeek.objects.values_list("pk", flat=True))


def a_finding(city: City) -> Sequence[object]:
    return [walking.walked(city, no={"fence": 2})["fence"].pk]


def an_objection(city: City) -> Sequence[object]:
    make.user("judy", Role.SUPERVISOR)
    finding = walking.walked(city, no={"fence": 2})["fence"]
    return list(walking.objected(finding, city.hana).events.values_list("pk", flat=True))


def a_round(city: City) -> Sequence[object]:
    return [walking.drawn(city).events.get(move="draw").pk]


def a_failed_look_at_a_finding(city: City) -> Sequence[object]:
    finding = walking.walked(city, no={"fence": 1})["fence"]
    visit = look_again(finding_id=finding.pk, by=city.sue)
    perform_visit(visit_id=visit.pk, request=VisitRequest("do", visit.version, passed=False), by=city.ines)
    return [visit.pk]


def a_survey(city: City) -> Sequence[object]:
    return [surveying.survey_of(city).events.get(move="make").pk]


def the_last_task_of_a_survey(city: City) -> Sequence[object]:
    survey = surveying.survey_of(city, finds_new=False)
    for task in survey.tasks.select_related("collector"):
        surveying.do(surveying.collected(task), "verify", city.sue)
    return [survey.pk]


WORK: dict[str, Callable[[City], Sequence[object]]] = {
    "accounts.out": an_inspector_who_is_out,
    "case.anchored": an_anchor,
    "departments.left": a_handler_who_left,
    "departments.left/ledgers": one_in_charge_who_left,
    "departments.post": a_new_leader,
    "case.entered": a_disposal,
    "case.route": a_report,
    "case.notice": a_dispatch,
    "case.photo_refused": a_poison_photo,
    "case.mentioned": a_mention,
    "case.exported": a_great_workbook,
    "case.supervised": a_supervised_case,
    "case.webhook": a_webhook,
    "evaluations.letter": a_week_that_is_over,
    "finding.photo_refused": a_poison_photo_of_a_finding,
    "item.photo_refused": a_poison_photo_of_an_item,
    "order.photo_refused": a_poison_photo_of_a_reply,
    "ledgers.item": an_item_past_its_limit,
    "ledgers.item_ended": an_item_that_has_ended,
    "ledgers.item_given": an_item_of_another_unit,
    "ledgers.item_told": an_item_handed_over,
    "ledgers.item_undone": an_item_not_done,
    "ledgers.order": an_order,
    "notice.mail": a_notice_by_mail,
    "notice.post": a_read_notice,
    "notice.bundle": a_bundle,
    "notice.digest": a_digest,
    "photo.received": a_photo,
    "plan.failed": a_failed_plan,
    "registry.approval": a_leader_whom_somebody_must_approve,
    "rounds.finding": a_finding,
    "rounds.objection": an_objection,
    "rounds.round": a_round,
    "survey.notice": a_survey,
    "survey.task": the_last_task_of_a_survey,
    "visit.ended.finding": a_failed_look_at_a_finding,
    "visit.notice": a_look,
    "visit.ended.item": a_failed_look_at_an_item,
    "visit.photo_refused": a_poison_photo_of_a_look,
}
