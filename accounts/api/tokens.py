"""Signing in for programs, and the keys a person has given out."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import MOST_TOKENS, has_factor, issue_token, revoke_token, take_code, wants_factor
from accounts.api.authentication import ANY, needs
from accounts.guesses import guess
from accounts.models import SCOPES, Scope, Token, User
from accounts.passwords import is_too_old
from accounts.requests import current_user
from common.refusals import Forbidden, Missing, NoSecondFactor, NotSignedIn, TooMany
from common.schema import OF_A_BODY, PROBLEMS, Code, Strict, Text, checked, refuse_unknown_parameters
from common.throttling import TokenPerMinute


class Credentials(Strict):
    username = Code(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    name = Text(max_length=60, required=False, help_text="what the token is for, to know it again in the list")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices), required=False, min_length=1, max_length=len(Scope),
        help_text="what it may be used for; all of them where none is said",
    )  # fmt: skip
    code = Code(max_length=20, required=False, help_text="of the second factor, where the person has one")
    days = serializers.IntegerField(required=False, min_value=1, help_text="how long it holds")

    def validate_days(self, days: int) -> int:
        most = settings.TOKEN_MOST_DAYS
        if days > most:
            raise serializers.ValidationError(_("A token holds for %(n)s days at the most.") % {"n": most})
        return days


class Issued(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="shown this once; only its hash is kept")
    expires_at = serializers.DateTimeField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))


class Known(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True)


class KnownList(serializers.Serializer[Any]):
    results = Known(many=True)


@extend_schema(
    operation_id="issue_token",
    summary="Get a token for a user name and a password",
    request=Credentials,
    responses={201: Issued, **PROBLEMS, **OF_A_BODY},
)
@api_view(["POST"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([TokenPerMinute])
def token(request: Request) -> Response:
    said = checked(Credentials, request.data)
    with guess(request._request, said["username"]):
        user = _who(request, said)
    if wants_factor(user):
        _second(request, user, said.get("code", ""))
    lifetime = timedelta(days=said.get("days", settings.TOKEN_DAYS))
    scopes = [Scope(scope) for scope in said.get("scopes", SCOPES)]
    key, made = issue_token(user=user, at=timezone.now(), name=said.get("name", ""), scopes=scopes, lifetime=lifetime)
    body = {"token": key, "expires_at": made.expires_at, "scopes": made.scopes}
    return Response(body, status=201, headers={"Cache-Control": "no-store"})


def _who(request: Request, said: dict[str, Any]) -> User:
    user = authenticate(request._request, username=said["username"], password=said["password"])
    if getattr(request._request, "axes_locked_out", False):
        # The middleware of axes would answer with a page of its own.
        request._request.axes_locked_out = False  # type: ignore[attr-defined]
        wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
        raise TooMany(_("Too many wrong passwords; wait before the next try."), wait=wait)
    if not isinstance(user, User):
        raise NotSignedIn(_("The user name and the password do not belong together."))
    if is_too_old(user, at=timezone.now()):
        raise NotSignedIn(_("The password is too old. Sign in with a browser and choose another one."))
    return user


def _second(request: Request, user: User, code: str) -> None:
    if not has_factor(user):
        raise NoSecondFactor(_("A second factor is asked of your role. Sign in with a browser once to set it up."))
    if not code:
        raise NoSecondFactor(_("Say the code of your second factor too."))
    with guess(request._request, user.username):
        if not take_code(user=user, code=code):
            raise NoSecondFactor(_("This code is wrong, or was used already. Wait for the next one."))


@extend_schema(operation_id="list_tokens", summary="My usable tokens", responses={200: KnownList, **PROBLEMS})
@api_view(["GET"])
def tokens(request: Request) -> Response:
    refuse_unknown_parameters(request)
    usable = (
        Token.objects.usable(at=timezone.now()).filter(user=current_user(request)).order_by("-created_at")[:MOST_TOKENS]
    )
    fields = ("id", "name", "created_at", "expires_at", "last_used_at")
    rows = [{field: getattr(row, field) for field in fields} | {"scopes": row.granted} for row in usable]
    return Response({"results": rows})


@extend_schema(
    operation_id="revoke_token",
    summary="Revoke one of my tokens",
    request=None,
    responses={204: OpenApiResponse(description="gone"), **PROBLEMS},
)
@needs(*ANY)
@api_view(["DELETE"])
def own_token(request: Request, token_id: int) -> Response:
    """A program may always end its own key; to end another of its owner's it needs the scope `move`."""
    found, used = Token.objects.filter(pk=token_id, user=current_user(request)).first(), request.auth
    if found is None:
        raise Missing(_("There is no such token."))
    if isinstance(used, Token) and used != found and Scope.MOVE not in used.granted:
        raise Forbidden(_("The token has no scope “%(scope)s”.") % {"scope": Scope.MOVE})
    revoke_token(token=found, at=timezone.now())
    return Response(status=204)
