"""Settings that can't do what they promise are refused at the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from citymgmt.environment import mail_addresses


def test_addresses_are_refused_where_nothing_is_mailed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHOR_MAIL", "audit@example.org, second@example.org")
    monkeypatch.delenv("EMAIL_BACKEND", raising=False)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_BACKEND"):
        mail_addresses("ANCHOR_MAIL", backend="EMAIL_BACKEND")
    monkeypatch.setenv("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    assert mail_addresses("ANCHOR_MAIL", backend="EMAIL_BACKEND") == ["audit@example.org", "second@example.org"]


def test_none_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANCHOR_MAIL", raising=False)
    assert mail_addresses("ANCHOR_MAIL", backend="EMAIL_BACKEND") == []
