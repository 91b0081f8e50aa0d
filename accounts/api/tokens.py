"""Signing in for programs, and the keys a person has given out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions import issue_token, revoke_token
from accounts.models import Scope, Token, User
from accounts.requests import current_user
from common.refusals import Missing, NotSignedIn
from common.schema import OF_A_BODY, PROBLEMS, Code, Strict, Text, checked, refuse_unknown_parameters
from common.throttling import TokenPerMinute

MOST = 100  # usable keys shown; nobody has more by hand


class Credentials(Strict):
    username = Code(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    name = Text(max_length=60, required=False, help_text="what the token is for, to know it again in the list")


class Issued(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="shown this once; only its hash is kept")
    expires_at = serializers.DateTimeField()


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
    user = authenticate(request._request, username=said["username"], password=said["password"])
    if getattr(request._request, "axes_locked_out", False):
        # The middleware of axes would answer with a page of its own.
        request._request.axes_locked_out = False  # type: ignore[attr-defined]
        raise Throttled(
            wait=settings.AXES_COOLOFF_TIME * 3600, detail=_("Too many wrong passwords; wait before the next try.")
        )
    if not isinstance(user, User):
        raise NotSignedIn(_("The user name and the password do not belong together."))
    key, made = issue_token(user=user, at=timezone.now(), name=said.get("name", ""))
    return Response({"token": key, "expires_at": made.expires_at}, status=201, headers={"Cache-Control": "no-store"})


@extend_schema(operation_id="list_tokens", summary="My usable tokens", responses={200: KnownList, **PROBLEMS})
@api_view(["GET"])
def tokens(request: Request) -> Response:
    refuse_unknown_parameters(request)
    usable = Token.objects.usable(at=timezone.now()).filter(user=current_user(request)).order_by("-created_at")[:MOST]
    fields = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at")
    return Response({"results": [{field: getattr(row, field) for field in fields} for row in usable]})


@extend_schema(
    operation_id="revoke_token",
    summary="Revoke one of my tokens",
    request=None,
    responses={204: OpenApiResponse(description="gone"), **PROBLEMS},
)
@api_view(["DELETE"])
def own_token(request: Request, token_id: int) -> Response:
    found = Token.objects.filter(pk=token_id, user=current_user(request)).first()
    if found is None:
        raise Missing(_("There is no such token."))
    revoke_token(token=found, at=timezone.now())
    return Response(status=204)
