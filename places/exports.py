"""A survey as a file to keep."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.download import Cells, ListFile
from common.sheet_stream import SheetColumn
from places.models import Survey, SurveyTask
from places.presenters.surveys import differences, kind_of, what


def survey_tasks(of: Survey) -> ListFile:
    """The tasks of a survey with what was found; of what is not verified yet field by field."""
    named = (
        (_("What"), 30), (_("Kind"), 16), (_("Code"), 16), (_("Community"), 16), (_("Collector"), 14), (_("State"), 12),
        (pgettext("survey", "Found"), 22), (_("What is different"), 50), (_("Given"), 17), (_("Collected"), 17),
        (_("Verified"), 17),
        (_("Verified by"), 14), (_("Times returned"), 8),
    )  # fmt: skip
    return ListFile(f"survey-{of.number}", of.title, [SheetColumn(name, width) for name, width in named])


def cells_of(row: SurveyTask) -> Cells:
    subject = row.place or row.component or row.unit_grid
    different = "; ".join(f"{field}: {before or '–'} → {after}" for field, before, after in differences(row))
    return (
        row.title, kind_of(row), subject.code if subject is not None else "", str(row.community or ""),
        str(row.collector), row.get_state_display(), what(row), different, row.given_at, row.collected_at,
        row.verified_at, str(row.verified_by or ""), row.times_returned,
    )  # fmt: skip
