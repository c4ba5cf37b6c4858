"""The OpenAPI document of the REST API (contract rest/90).

Anyone may read it: the page about the API shows it before a person signs in.
"""

from __future__ import annotations

from slatehouse.api.rest.call import Visit
from slatehouse.api.wire.content_types import JSON, YAML
from slatehouse.api.wire.replies import Reply

__all__ = ["show_json", "show_yaml"]


def show_json(visit: Visit) -> Reply:
    """`GET /spec.json`."""
    return _reply(visit.surroundings.document.json(visit.schema, _address(visit)), JSON)


def show_yaml(visit: Visit) -> Reply:
    """`GET /spec.yaml`."""
    return _reply(visit.surroundings.document.yaml(visit.schema, _address(visit)), YAML)


def _address(visit: Visit) -> str:
    return visit.surroundings.addresses.of(visit.request)


def _reply(body: bytes, content_type: str) -> Reply:
    return Reply(body, headers={"content-type": content_type})
