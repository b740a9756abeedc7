"""An OAuth 2 token issuer on loopback: client credentials in, tokens out, and introspection for Dovecot (RFC 7662)."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Self
from urllib.parse import parse_qs

SECRET = "klient-hemmelighet"


class Issuer:
    """Issues a token for `user` to whoever knows SECRET. `lifetime` is in seconds; `down` answers 503."""

    def __init__(self, user: str, *, lifetime: int = 3600) -> None:
        self.user, self.lifetime, self.down = user, lifetime, False
        self.issued: list[str] = []
        self.redirect: str | None = None
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
                code, answer = issuer.answer(self.path, form)
                body = json.dumps(answer).encode()
                self.send_response(code)
                if issuer.redirect:
                    self.send_header("Location", issuer.redirect)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """What a request gets: status and JSON."""
        if self.down:
            return 503, {"error": "temporarily_unavailable"}
        if self.redirect:
            return 302, {}
        if path == "/introspect":
            active = form.get("token") in self.issued
            return 200, {"active": active, "username": self.user} if active else {"active": False}
        if form.get("client_secret") != SECRET or form.get("grant_type") != "client_credentials":
            return 401, {"error": "invalid_client", "error_description": "wrong secret"}
        self.issued.append(token_urlsafe(24))
        return 200, {"access_token": self.issued[-1], "token_type": "Bearer", "expires_in": self.lifetime}
