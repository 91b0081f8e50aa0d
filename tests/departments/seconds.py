"""Raising somebody where a second administrator has to approve it, said once."""

from dataclasses import replace

from django.test import Client

from accounts.models import User
from departments.registers import PEOPLE
from registry.models import Approval, ApprovalState
from tests.cast import City

POSTS = ("shift_leader", "leader", "auditor", "administrator")


def ask_to_raise(city: City, role: str, username: str = "ada") -> Approval:
    """Abel wants somebody in another role; what waits for it."""
    raise_to(city, role, username)
    return Approval.objects.get(state=ApprovalState.WAITING)


def raise_to(city: City, role: str, username: str = "ada") -> None:
    user = User.objects.get(username=username)
    PEOPLE.save(key=username, data=replace(PEOPLE.snapshot(user), role=role, unit=""), by=city.abel)


def role_of(username: str) -> tuple[str, bool]:
    user = User.objects.get(username=username)
    return user.role, user.is_active


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
