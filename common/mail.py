"""What happens to mails where the operator has not said how they are sent."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)


class NotSent(BaseEmailBackend):
    """Says that mails were not sent. Django's own way is to write them out, and then the log has what people wrote."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        log.warning("%s mails were not sent, for EMAIL_BACKEND says no way", len(email_messages))
        return len(email_messages)
