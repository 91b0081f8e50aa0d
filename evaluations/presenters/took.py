"""How long it took, as cells: a percentile leads to the cases that took longer, and says how many they are."""

from dataclasses import replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from common.durations import took
from evaluations.dictionary.durations import Buckets, Duration, Longer, bucket_at, longer, percentile
from evaluations.presenters.tables import Cell, length
from evaluations.queries.questions import Question


def took_url(question: Question, duration: Duration, bucket: int) -> str:
    """The list of its cases of this bucket and the later ones."""
    return f"{question.url(duration.cases)}&{urlencode(duration.took(bucket))}"


def longer_url(question: Question, duration: Duration, found: Longer) -> str:
    return took_url(question, duration, found.bucket + 1) if found.part else ""


def known_cell(question: Question, duration: Duration, buckets: Buckets) -> Cell:
    """The cases whose time is known, which percentiles are of."""
    return Cell(sum(buckets.values()), url=took_url(question, duration, 0))


def percentile_cell(question: Question, duration: Duration, buckets: Buckets, share: float) -> Cell:
    bucket, time = bucket_at(buckets, share), length(percentile(buckets, share))
    return time if bucket is None else leading(time, question, duration, longer(buckets, bucket))


def leading(cell: Cell, question: Question, duration: Duration, found: Longer) -> Cell:
    """The cell with the list of those that took longer, where any did."""
    said = _("%(part)s of %(whole)s took %(limit)s or longer") % {
        "part": found.part, "whole": found.whole, "limit": took(found.limit),
    }  # fmt: skip
    return replace(cell, text=cell.shown, url=longer_url(question, duration, found), title=said)
