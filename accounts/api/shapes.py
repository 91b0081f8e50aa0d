"""What the API says of a person."""

from typing import Any

from rest_framework import serializers

from accounts.models import User


class Person(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.CharField()


def person(user: User) -> dict[str, str]:
    return {"username": user.username, "name": user.name, "role": user.role}
