"""What doors that take files share: a form is looked at before and after it is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.numbers import number_in
from common.refusals import Malformed, TooLarge

FORM = 100_000  # bytes that a form may need beside the file


class Spooled(TemporaryFileUploadHandler):
    """A file too large for memory, on the way. What its disk has no room for is gone at once: Django lets go of it when
    memory is cleared, and until then it fills the disk that is full."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        with self._whole_or_gone():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        with self._whole_or_gone():
            return super().file_complete(file_size)

    @contextmanager
    def _whole_or_gone(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            self.file.close()
            raise


def refuse_large(request: Request, most: int, sentence: str) -> None:
    """Before the body is read. Web servers cut a body at its declared length, so it cannot be longer than it says.

    `sentence` has a place for `%(most)s`, in megabytes. Raises TooLarge.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    said = number_in(length)
    if said is None or said > most + FORM:
        raise TooLarge(sentence % {"most": most >> 20})


def single(form: object) -> dict[str, object]:
    """The form as plain values; a field that stands twice is Malformed. Where nothing was sent there is no form."""
    if not isinstance(form, QueryDict):
        return {}
    if twice := [name for name, values in form.lists() if len(values) > 1]:
        sentence = _("This field stands twice.")
        raise Malformed(sentence, errors={name[:60]: [sentence] for name in twice})
    return {name: values[0] for name, values in form.lists()}
