"""An identity provider that runs beside the tests, and the settings that lead to it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oidc_provider_mock import User as Account
    from oidc_provider_mock import run_server_in_thread

BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.IdentityProvider",
]


@contextmanager
def provider(settings: Any, *names: str) -> Iterator[str]:
    """Its address; people of these names have an account there."""
    accounts = [Account(sub=f"sub-{name}", claims={"preferred_username": name}) for name in names]
    with warnings.catch_warnings(), run_server_in_thread(user_claims=accounts) as server:
        warnings.simplefilter("ignore")  # what the provider's own libraries say to each other would be a fault of it
        address = f"http://localhost:{server.server_port}"
        settings.OIDC_RP_CLIENT_ID, settings.OIDC_RP_CLIENT_SECRET = "citymgmt", "secret"
        settings.OIDC_NAME, settings.OIDC_ISSUER = "统一身份认证", address
        settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{address}/oauth2/authorize"
        settings.OIDC_OP_TOKEN_ENDPOINT = f"{address}/oauth2/token"
        settings.OIDC_OP_USER_ENDPOINT = f"{address}/userinfo"
        settings.OIDC_OP_JWKS_ENDPOINT = f"{address}/jwks"
        settings.OIDC_VERIFY_KID = False  # it has one key and gives it no name
        settings.AUTHENTICATION_BACKENDS = BACKENDS
        yield address
