"""A real OpenID provider in a process of its own, with two people: `python provider_process.py REDIRECT_URI`.

Prints its address as soon as it listens, and ends when its standard input does.
"""

import os
import sys
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from canaille.backends.memory.backend import MemoryBackend
from flask import Flask
from joserfc.jwk import RSAKey

CLIENT, SECRET, PASSWORD = "slatehouse", "a-secret-and-a-half", "correct horse battery"
PEOPLE = {"mara": "mara@studio.example", "stranger": "stranger@elsewhere.example"}


find_any = MemoryBackend.do_query


def find_all(backend: MemoryBackend, model: Any, **values: object) -> list[Any]:
    """The rows that have all of these values, as `Backend.query` describes itself.

    Kept in memory, rows are found that have any of them: for the code of one attempt and its client, the
    code of whichever attempt of the client was left unfinished, or this one, by chance.
    """
    if not values:
        return list(find_any(backend, model))
    first, *others = (
        {row.id: row for row in find_any(backend, model, **{name: value})} for name, value in values.items()
    )
    return [row for key, row in first.items() if all(key in other for other in others)]


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def made(address: str) -> Flask:
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    MemoryBackend.do_query = find_all
    app: Flask = create_app(
        config={
            "ENV_FILE": None,
            "SECRET_KEY": os.urandom(16).hex(),
            "WTF_CSRF_ENABLED": False,
            "PREFERRED_URL_SCHEME": "http",
            "SERVER_NAME": address,
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}},
                "LOGGING": {"version": 1},
            },
            "CANAILLE_OIDC": {"TRUSTED_DOMAINS": [], "ACTIVE_JWKS": [key.as_dict(private=True)]},
        }
    )
    return app


def fill(redirect_uri: str) -> None:
    for name, email in PEOPLE.items():
        person = {"user_name": name, "formatted_name": name, "family_name": name, "emails": [email]}
        Backend.instance.save(models.User(**person, password=PASSWORD))
    client = models.Client(
        client_id=CLIENT,
        client_secret=SECRET,
        client_name="Slatehouse",
        client_uri="https://tracking.studio.example",
        redirect_uris=[redirect_uri],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


def main() -> None:
    with WSGIServer(("localhost", 0), Quiet) as server:
        address = f"localhost:{server.server_port}"
        app = made(address)
        with app.app_context():
            fill(sys.argv[1])
        server.set_app(app)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        print(f"http://{address}", flush=True)
        sys.stdin.read()
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
