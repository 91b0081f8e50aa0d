"""Sign-in at the city's identity provider (OpenID Connect, authorization code with PKCE)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from accounts.models import User
from accounts.roles import Role


class IdentityProvider(OIDCAuthenticationBackend):
    """The provider says who somebody is; whether they work here, and as what, the city's own list of people says.

    Nobody is made by signing in. Programs of other systems have tokens and don't come this way.
    """

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> User | None:
        """Only from the callback, which has a nonce: a form with a password may carry any query."""
        if "nonce" not in kwargs:
            return None
        user: User | None = super().authenticate(request, **kwargs)
        return user

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Beside signature and nonce: made by this provider, and for us (OpenID Connect Core 3.1.3.7)."""
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        audience = payload.get("aud")
        if settings.OIDC_RP_CLIENT_ID not in (audience if isinstance(audience, list) else [audience]):
            raise SuspiciousOperation("The ID token is for another client.")
        if settings.OIDC_ISSUER and payload.get("iss") != settings.OIDC_ISSUER:
            raise SuspiciousOperation("The ID token is of another issuer.")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """About the person of the ID token and no other (5.3.2); what one leaves out the other may say. A token that
        names nobody, or never ends, is none (section 2)."""
        if not payload.get("sub") or "exp" not in payload:
            raise SuspiciousOperation("The ID token lacks what each has to have.")
        said: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if said.get("sub") != payload.get("sub"):
            raise SuspiciousOperation("The answer about the user is about another one.")
        return {**payload, **said}

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        said = claims.get(settings.OIDC_USERNAME_CLAIM)
        return isinstance(said, str) and bool(said)

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        people = User.objects.filter(username=claims[settings.OIDC_USERNAME_CLAIM], is_active=True)
        return people.exclude(role=Role.INTEGRATION)
