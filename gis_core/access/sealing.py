"""Small secrets at rest: sealed with keys derived from SECRET_KEY, so that a copy of the database does not open them.

The values are some twenty random bytes, for which no cipher library is needed: they are masked with HMAC-SHA256 in
counter mode under a fresh nonce, then authenticated together with their owner. Both keys come from SECRET_KEY and the
purpose.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.conf import settings

NONCE_BYTES = 16
TAG_BYTES = 16


class BrokenSeal(ValueError):
    """The value was sealed with another key, for another owner, or was altered."""


def seal(plain: bytes, purpose: str, owner: object) -> str:
    """`plain` as text that only this site can open, for this purpose and this owner."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    body = _masked(plain, _key(settings.SECRET_KEY, purpose, "mask"), nonce)
    tag = _tag(_key(settings.SECRET_KEY, purpose, "tag"), nonce, body, owner)
    return base64.urlsafe_b64encode(nonce + body + tag).decode().rstrip("=")


def unseal(sealed: str, purpose: str, owner: object) -> bytes:
    """The plain value; older site keys of SECRET_KEY_FALLBACKS are tried too. Raises BrokenSeal."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    except ValueError as error:
        raise BrokenSeal("not a sealed value") from error
    nonce, body, tag = raw[:NONCE_BYTES], raw[NONCE_BYTES:-TAG_BYTES], raw[-TAG_BYTES:]
    for secret in _site_keys():
        if hmac.compare_digest(_tag(_key(secret, purpose, "tag"), nonce, body, owner), tag):
            return _masked(body, _key(secret, purpose, "mask"), nonce)
    raise BrokenSeal("sealed with another key or for another owner")


def _site_keys() -> Iterable[str]:
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def _key(secret: str, purpose: str, use: str) -> bytes:
    return hmac.digest(secret.encode(), f"elocal.sealing:{purpose}:{use}".encode(), hashlib.sha256)


def _masked(text: bytes, key: bytes, nonce: bytes) -> bytes:
    stream = b"".join(
        hmac.digest(key, nonce + block.to_bytes(4, "big"), hashlib.sha256) for block in range(len(text) // 32 + 1)
    )
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))


def _tag(key: bytes, nonce: bytes, body: bytes, owner: object) -> bytes:
    return hmac.digest(key, nonce + body + str(owner).encode(), hashlib.sha256)[:TAG_BYTES]
