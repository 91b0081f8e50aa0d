"""People talk about a case beside its moves; who is mentioned hears of it."""

import re
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, Comment
from cases.permissions import people_who_see, writing_refusal
from cases.topics import MENTION
from common import outbox
from common.refusals import Conflict, Forbidden, Malformed, Missing
from common.text import clean

LONGEST = 2000
MOST_MENTIONS = 20
_AT = re.compile(r"@([\w.+-]{1,60})")  # usernames and names; a Chinese name runs on into the words behind it


def add_comment(
    *, case: Case, id: UUID, text: str, at: datetime | None = None, by: User  # noqa: A002
) -> tuple[Comment, bool]:  # fmt: skip
    """Say something about a case the person may see; the comment, and whether it was said before (sent again).

    `@` and a username or name mentions a person, if that person may see the case. Raises Forbidden for who only reads,
    Malformed for an empty text, Conflict where the id stands for another comment.
    """
    if no := writing_refusal(by):
        raise no
    words = _words(text)
    comment = Comment(id=id, case=case, by=by, text=words, at=at or timezone.now())
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
            people = list(mentioned(case, words).exclude(pk=by.pk)[:MOST_MENTIONS])
            comment.mentions.set(people)
            if people:
                outbox.emit(MENTION, [comment.pk])
    except IntegrityError:
        return _existing(comment), True
    return comment, False


def _words(text: str) -> str:
    try:
        words = clean(text, max_length=LONGEST, multiline=True)
    except ValueError as error:
        raise Malformed(str(error), errors={"text": [str(error)]}) from error
    if not words:
        sentence = _("The comment is empty.")
        raise Malformed(sentence, errors={"text": [sentence]})
    return words


def _existing(comment: Comment) -> Comment:
    found = Comment.objects.filter(pk=comment.pk).first()
    if found is None or (found.case_id, found.by_id, found.text) != (comment.case_id, comment.by_id, comment.text):
        raise Conflict(_("This id was already used for another comment."))
    return found


def mentioned(case: Case, text: str) -> QuerySet[User]:
    """Who is meant by the names behind each @: of all names a run of letters begins with, the longest that exists."""
    runs = _AT.findall(text)[:MOST_MENTIONS]
    beginnings = {run[:length] for run in runs for length in range(1, len(run) + 1)}
    known = people_who_see(case).filter(Q(username__in=beginnings) | Q(name__in=beginnings))
    people = list(known.values_list("pk", "username", "name"))
    meant = {pk for run in runs for pk in _longest(run, people)}
    return people_who_see(case).filter(pk__in=meant)


def _longest(run: str, people: list[tuple[int, str, str]]) -> list[int]:
    fits = [(len(word), pk) for pk, *words in people for word in words if word and run.startswith(word)]
    most = max((length for length, __ in fits), default=0)
    return [pk for length, pk in fits if length == most]


def withdraw_comment(*, case: Case, id: UUID, at: datetime | None = None, by: User) -> Comment:  # noqa: A002
    """The author takes a comment back: the others read "withdrawn", the record stays. Twice is once.

    Raises Missing for a comment that is not on this case, Forbidden for anybody but its author.
    """
    if no := writing_refusal(by):
        raise no
    with transaction.atomic():
        comment = Comment.objects.select_for_update().filter(pk=id, case=case).first()
        if comment is None:
            raise Missing(_("There is no such comment."))
        if comment.by_id != by.pk:
            raise Forbidden(_("Only its author can withdraw a comment."))
        if comment.withdrawn_at is None:
            comment.withdrawn_at = at or timezone.now()
            comment.save(update_fields=["withdrawn_at"])
    return comment
