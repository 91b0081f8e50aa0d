"""The API as a person sees it."""

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import issue_token
from accounts.models import User


def api_client(user: User) -> APIClient:
    """With a fresh token of theirs, in English."""
    key, __ = issue_token(user=user, at=timezone.now())
    made = APIClient()
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {key}", HTTP_ACCEPT_LANGUAGE="en")
    return made
