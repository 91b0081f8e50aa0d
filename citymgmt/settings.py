"""All settings, read from the environment; what may be set is listed in .env.example."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from citymgmt import environment
from citymgmt.enums import ENUM_NAMES
from citymgmt.environment import boolean, database, integer, redis_url, secret_key, text, words

django_stubs_ext.monkeypatch()  # makes Django's generic classes subscriptable at run time too

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(text("CITYMGMT_VAR", str(BASE_DIR / "var")))

DEBUG = boolean("DEBUG", default=False)
SECRET_KEY = secret_key(VAR_DIR)
# How many proxies of ours stand before us, one behind another; else anybody could name any address as theirs.
TRUSTED_PROXIES = integer("TRUSTED_PROXIES", 1) if boolean("BEHIND_PROXY", default=False) else 0
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS", "")

# --- the houses ------------------------------------------------------------------------------------------------------

HOUSES = [
    "common",
    "accounts",
    "registry",
    "evidence",
    "notices",
    "departments",
    "grids",
    "catalogue",
    "places",
    "cases",
    "inspections",
    "ledgers",
    "rounds",
    "evaluations",
    "imports",
    "dashboards",
]
# The play city invents people with known passwords and cases by the thousand: no production has its commands.
PLAY = ["demo"] if boolean("DEMO", default=False) else []
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.gis",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "leaflet",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    *HOUSES,
    *PLAY,
    "citymgmt",  # for its commands
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "citymgmt.middleware.request_id",
    "citymgmt.access_log.access_log",
    "csp.middleware.CSPMiddleware",
    "citymgmt.middleware.unkept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "citymgmt.middleware.activity",
    "citymgmt.middleware.preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "citymgmt.middleware.taken",
    "citymgmt.middleware.addresses",
    "citymgmt.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "citymgmt.urls"
WSGI_APPLICATION = "citymgmt.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "citymgmt.context.frame",
            ],
            "builtins": ["common.templatetags.maps", "common.templatetags.marks", "common.templatetags.ui"],
        },
    }
]

FORM_RENDERER = "common.form_renderer.QuickRenderer"

# --- truth and hints -------------------------------------------------------------------------------------------------
# PostgreSQL is the truth. Connections persist: connecting per request costs more than everything else together
# (docs/performance.md), and a test counts new connections.

DATABASES = {"default": database(VAR_DIR)}
# Whom `manage.py migrate` grants what (common/database_roles.py): the application's role and one that only reads.
DATABASE_ROLES = {
    "app": text("DATABASE_APP", "citymgmt_app"),
    "reader": text("DATABASE_READER", "citymgmt_reader"),
    "app_password": text("DATABASE_APP_PASSWORD", ""),
    "reader_password": text("DATABASE_READER_PASSWORD", ""),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = redis_url(VAR_DIR)
_IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _IN_MEMORY},
    # Pieces of leaders' pages (evaluations/presenters/kept.py): a hundred kilobytes each, so that few are kept.
    "pages": {"BACKEND": _IN_MEMORY, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 60}},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- who ------------------------------------------------------------------------------------------------------------

MLPS = integer("MLPS", 0)  # 2 or 3: what 等保 of this level asks of sign-in (docs/operation.md)
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
# The city's identity provider (OpenID Connect), where there is one; beside it passwords work on.
OIDC_RP_CLIENT_ID, OIDC_RP_CLIENT_SECRET = text("OIDC_CLIENT_ID", ""), text("OIDC_CLIENT_SECRET", "")
OIDC_ISSUER, OIDC_NAME = text("OIDC_ISSUER", ""), text("OIDC_NAME", "OpenID Connect")
OIDC_OP_AUTHORIZATION_ENDPOINT = text("OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_OP_TOKEN_ENDPOINT = text("OIDC_TOKEN_ENDPOINT", "")
OIDC_OP_USER_ENDPOINT = text("OIDC_USER_ENDPOINT", "")
OIDC_OP_JWKS_ENDPOINT = text("OIDC_JWKS_ENDPOINT", "")
OIDC_USERNAME_CLAIM = text("OIDC_USERNAME_CLAIM", "preferred_username")
OIDC_RP_SCOPES, OIDC_RP_SIGN_ALGO, OIDC_TIMEOUT = "openid profile", "RS256", 5
OIDC_USE_PKCE, OIDC_CREATE_USER = True, False
OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:oidc_callback"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    *(["accounts.backends.IdentityProvider"] if OIDC_RP_CLIENT_ID else []),
]
# Of these roles a second factor is asked, at MLPS=3 of all; others may set one up for themselves.
SECOND_FACTOR_ROLES = words("SECOND_FACTOR_ROLES", "")
OTP_TOTP_ISSUER = text("CITY_NAME", "citymgmt")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": integer("PASSWORD_LENGTH", 10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    *([{"NAME": "accounts.passwords.SeveralKinds"}] if MLPS else []),
]
PASSWORD_DAYS = integer("PASSWORD_DAYS", 90 if MLPS else 0)  # 0: a password does not grow old
# A pair of account and address is delayed, never an account for the whole city: a stranger cannot lock anybody out.
# Beside it an address is slowed for all accounts; a browser in which a person signed in before is held up by neither
# (accounts/guesses.py).
AXES_FAILURE_LIMIT = integer("LOGIN_FAILURES", 5)
ADDRESS_FAILURES = integer("LOGIN_FAILURES_PER_ADDRESS", 20)
SIGN_INS_AT_ONCE = integer("SIGN_INS_AT_ONCE", 2)
AXES_COOLOFF_TIME = integer("LOGIN_PAUSE_MINUTES", 15) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_WHITELIST_CALLABLE = "accounts.guesses.knows"
AXES_CLIENT_IP_CALLABLE = "common.addresses.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # a table that grows with each sign-in and nobody reads: our log of access has them
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_CALLABLE = "accounts.views.signing_in.locked_out"

PASSWORD_RESET_TIMEOUT = integer("INVITATION_HOURS", 72) * 3600
TOKEN_DAYS = integer("TOKEN_DAYS", 30)
TOKEN_MOST_DAYS = integer("TOKEN_MOST_DAYS", 365)
SESSION_COOKIE_AGE = integer("SESSION_HOURS", 12) * 3600
SESSION_IDLE_MINUTES = integer("SESSION_IDLE_MINUTES", 30)  # 0: none; not for inspectors
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = boolean("HTTPS", default=False)
SECURE_SSL_REDIRECT = boolean("HTTPS", default=False)
SECURE_HSTS_SECONDS = 31_536_000 if boolean("HTTPS", default=False) else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if boolean("BEHIND_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", "'unsafe-inline'"],  # Leaflet and ECharts place their marks by style attributes
        "img-src": ["'self'", "data:", "blob:", *words("TILE_HOSTS", "")],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# --- words and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = text("CITY_TIME_ZONE", "Asia/Shanghai")

# --- files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "citymgmt.npm.AppFinder",
    "citymgmt.npm.NpmFinder",
]
MEDIA_ROOT = Path(text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "citymgmt.npm.StaticStorage"},
}
# Signed records of the history (cases/actions/anchors.py): where they are written, to whom they are mailed, and the
# keys, of which the first signs and all prove.
ANCHOR_DIR = Path(text("ANCHOR_DIR", str(MEDIA_ROOT / "anchors")))
ANCHOR_MAIL = environment.mail_addresses("ANCHOR_MAIL", backend="EMAIL_BACKEND")
ANCHOR_KEYS = words("ANCHOR_KEYS", "") or [SECRET_KEY]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "common.uploads.Spooled"]

# --- messages --------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = text("EMAIL_BACKEND", "common.mail.NotSent")
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "citymgmt@localhost")
EMAIL_TIMEOUT = 5  # seconds: mail is sent while its outbox row is held, and a dead server must not hold up the rest
SITE_URL = text("SITE_URL", "")  # as people type it, "https://cases.example"; mails link to it when it is known

# Webhooks go to public addresses only, so that nobody reaches the city's inner services through them; 1 where the
# gateways themselves stand in the own network.
OUTGOING_MAY_STAY_INSIDE = boolean("OUTGOING_MAY_STAY_INSIDE", default=False)

# --- the API ---------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["common.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["common.throttling.PerMinute"],
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
# Requests a minute that one process answers to one person, to one address not signed in, and for new tokens.
API_PER_MINUTE = integer("API_PER_MINUTE", 600)
API_ANONYMOUS_PER_MINUTE = integer("API_ANONYMOUS_PER_MINUTE", 60)
TILES_PER_MINUTE = integer("TILES_PER_MINUTE", 6_000)
TOKENS_PER_MINUTE = integer("TOKENS_PER_MINUTE", 30)
METRICS_TOKEN = text("METRICS_TOKEN", "")
SPECTACULAR_SETTINGS = {
    "TITLE": "citymgmt API",
    "DESCRIPTION": "Report a problem, follow it, move it on. Every refusal is application/problem+json.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- Celery: only the kick (docs/decisions/0002-outbox.md) -----------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # longer than two hard limits, so that a slow task is never given out twice
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}

# --- the map ---------------------------------------------------------------------------------------------------------

LEAFLET_CONFIG = {
    "TILES": [],
    "DEFAULT_CENTER": (31.235, 121.49),
    "DEFAULT_ZOOM": 13,
    "MAX_ZOOM": 20,
    "RESET_VIEW": False,
}
TILE_URL = text("TILE_URL", "")

# --- the city's own numbers ------------------------------------------------------------------------------------------

CITY_NAME = text("CITY_NAME", "")
PHOTO_MAX_BYTES = integer("PHOTO_MAX_MB", 15) * 1024 * 1024
PHOTO_MAX_PIXELS = integer("PHOTO_MAX_MEGAPIXELS", 50) * 1_000_000
ATTACHMENT_MAX_BYTES = integer("ATTACHMENT_MAX_MB", 50) * 1024 * 1024
# What one person may send within an hour, photos and attachments together.
UPLOADS_PER_HOUR = integer("UPLOADS_PER_HOUR", 300)
UPLOAD_BYTES_PER_HOUR = integer("UPLOAD_MB_PER_HOUR", 2000) * 1024 * 1024
BULK_MAX = 500

SILENCED_SYSTEM_CHECKS = [
    # Old GDAL cannot sandbox spatial references: users may only send coordinates, never SRS text or GDAL files.
    "gis.W001",
]
LOGGING = environment.logging_by(text("LOG_LEVEL", "INFO"))
