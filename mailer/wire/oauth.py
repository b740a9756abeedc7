"""Access tokens by client credentials (RFC 6749 §4.4), as Microsoft 365 wants them for XOAUTH2."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.client import HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from config.settings import OAuth
from mailer.wire.errors import LoginRefused, Unencrypted, Unreachable
from mailer.wire.tls import is_loopback, verified

MARGIN_SECONDS = 120.0
ANSWER_BYTES = 100_000


class _Stay(HTTPRedirectHandler):
    """The secret goes to the address in the settings and nowhere else."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Token:
    """Call it for a token that is valid for at least two more minutes; one is asked for only when needed.

    Raises LoginRefused when the issuer says no, Unreachable when it does not answer, Unencrypted for plain http
    beyond this machine. Safe to share between threads.
    """

    def __init__(
        self,
        settings: OAuth,
        *,
        ca_file: Path | None = None,
        timeout: float = 30.0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._opener = _opener(settings.token_url, ca_file)
        self._timeout = timeout
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._token, self._until = "", 0.0

    def __call__(self) -> str:
        with self._lock:
            if not self._token or self._elapsed() >= self._until:
                self._token, lifetime = self._ask()
                self._until = self._elapsed() + lifetime - MARGIN_SECONDS
            return self._token

    def forget(self) -> None:
        """Ask for a new token next time: the server refused this one."""
        with self._lock:
            self._token = ""

    def _ask(self) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "scope": self._settings.scope,
        }
        return _read(self._post(Request(self._settings.token_url, data=urlencode(form).encode())))

    def _post(self, request: Request) -> bytes:
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                said: bytes = answer.read(ANSWER_BYTES)
                return said
        except HTTPError as error:
            with error:
                raise _refusal(error.code, error.read(ANSWER_BYTES)) from error
        except (URLError, OSError, TimeoutError) as error:
            raise Unreachable(f"the token issuer {urlsplit(request.full_url).hostname}: {error}") from error


def _opener(url: str, ca_file: Path | None) -> OpenerDirector:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return build_opener(_Stay, HTTPSHandler(context=verified(ca_file)))
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        return build_opener(_Stay)
    raise Unencrypted(url)


def _refusal(code: int, body: bytes) -> LoginRefused | Unreachable:
    answer = _json(body)
    said = f"the token issuer answered {code}: {answer.get('error', '')} {answer.get('error_description', '')}".strip()
    return Unreachable(said) if code >= 500 or code == 429 else LoginRefused(said)


def _read(body: bytes) -> tuple[str, float]:
    answer = _json(body)
    token, lifetime = answer.get("access_token"), answer.get("expires_in", 3600)
    if not isinstance(token, str) or not token.isprintable():
        raise LoginRefused("the token issuer's answer holds no access_token")
    return token, float(lifetime) if str(lifetime).isdecimal() else 3600.0


def _json(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
