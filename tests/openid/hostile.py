"""A provider that answers whatever a test wants it to, over HTTP."""

from __future__ import annotations

import hmac
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from tests.openid.provider_process import CLIENT, SECRET

KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))


class Hostile:
    """What it answers: `claims` stand in place of those of an honest token, None takes one away.

    `signed` is how the token is signed, `answers` what paths answer in place of what they should: a status,
    headers and a body.
    """

    def __init__(self) -> None:
        self.address = ""
        self.nonce = ""
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.signed = "honestly"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, dict[str, str], bytes]] = []

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked.append((path, headers, body))
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/.well-known/openid-configuration":
                return _json({**self._described(), **self.metadata})
            case "/keys":
                return _json({"keys": [KEY.as_dict(private=False)]})
            case "/token":
                return _json({"id_token": self._token(), "access_token": "abc", "token_type": "Bearer"})
            case "/userinfo":
                return _json({"sub": "somebody else", "email": "mara@studio.example", "email_verified": True})
        return 404, {}, b""

    def _described(self) -> dict[str, str]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.address} | {
            name: f"{self.address}/{path}"
            for name, path in {**names, "userinfo_endpoint": "userinfo"}.items()
        }

    def _token(self) -> str:
        now = int(time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "123",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "email": "mara@studio.example",
            "email_verified": True,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        match self.signed:
            case "honestly":
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
            case "by another":
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY)
            case "with the client's secret":
                return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), ["HS256"])
            case "with the public key":
                return _signed_with(KEY.as_pem(private=False), claims)
        honest = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
        return f"eyJhbGciOiJub25lIn0.{honest.split('.')[1]}."


def _signed_with(secret: bytes, claims: dict[str, Any]) -> str:
    """A token as no library makes it: the public key taken for a secret."""
    parts = [_plain(json.dumps(each).encode()) for each in ({"alg": "HS256", "kid": "one"}, claims)]
    signature = hmac.digest(secret, ".".join(parts).encode(), "sha256")
    return ".".join((*parts, _plain(signature)))


def _plain(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _json(value: object) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


@contextmanager
def hostile() -> Iterator[Hostile]:
    """Such a provider, listening."""
    provider = Hostile()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length)
            status, headers, body = provider.answer(self.path, dict(self.headers), sent)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
