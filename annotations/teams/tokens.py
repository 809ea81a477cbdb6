"""Secrets that stand in links. Only their digest is stored, so a stolen table opens nothing."""

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest


def new_token() -> str:
    """Return a fresh secret of 256 bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored in place of `token`: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def public_address(request: HttpRequest, path: str) -> str:
    """Return the address of `path` for people outside: the configured one, else the request's."""
    return (
        f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)
    )
