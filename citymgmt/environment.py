"""Reading settings from the environment: each helper refuses nonsense at once and says which variable it was."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str) -> list[str]:
    return text(name, default).replace(",", " ").split()


def mail_addresses(name: str, *, backend: str) -> list[str]:
    """Addresses that get mail by themselves: nobody would notice if it never went out."""
    found = words(name, "")
    if found and not text(backend, ""):
        raise ImproperlyConfigured(f"{name} needs {backend}: else nothing is mailed.")
    return found


def boolean(name: str, *, default: bool) -> bool:
    value = text(name, str(int(default)))
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def secret_key(var: Path) -> str:
    """SECRET_KEY, or one made once for this checkout and kept under var/ (mode 0600)."""
    if key := os.environ.get("SECRET_KEY", ""):
        if len(key) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
        return key
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        candidate = path.with_name(f"secret_key.{os.getpid()}")
        candidate.touch(mode=0o600)
        candidate.write_text(secrets.token_urlsafe(50))
        # Two first starts at once: link() lets one of them win, and both read the winner's.
        try:
            os.link(candidate, path)
        except FileExistsError:
            pass
        finally:
            candidate.unlink()
    return path.read_text()


def database(var: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL, by default the private cluster that ./dev keeps under var/."""
    url = urlsplit(text("DATABASE_URL", f"postgres://citymgmt@/citymgmt?host={var / 'run'}"))
    if url.scheme not in ("postgres", "postgresql", "postgis"):
        raise ImproperlyConfigured(f"DATABASE_URL must begin with postgres://, not {url.scheme}://.")
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "application_name": "citymgmt",
            "options": (
                f"-c citymgmt.zone={text('CITY_TIME_ZONE', 'Asia/Shanghai')} "
                "-c synchronous_commit=on -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s "
                f"-c statement_timeout={integer('STATEMENT_TIMEOUT_MS', 60_000)}"
            ),
        },
    }


def redis_url(var: Path) -> str:
    return text("REDIS_URL", f"unix://{var / 'run' / 'redis.sock'}?db=0")


def logging_by(level: str) -> dict[str, Any]:
    """Everything to stderr: lines without values (common/logs.py), and of each request one of JSON that names who asked
    (citymgmt/access_log.py)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "common.logs.Reticent", "format": "{asctime} {levelname} {name} {message}", "style": "{"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
            "access": {"class": "logging.StreamHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "axes": {"level": "WARNING"},
            # GEOS's notices of a shape that is not valid: whoever asked says so itself, by name and place.
            "django.contrib.gis": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "citymgmt.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }
