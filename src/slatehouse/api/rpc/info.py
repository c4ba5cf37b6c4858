"""What a client can know before it shows who it is (python-api/transport §5)."""

from __future__ import annotations

from typing import Any

from slatehouse.api.rpc.reading import MOST_AT_ONCE
from slatehouse.api.wire.protocol import SPOKEN_VERSION
from slatehouse.site.site import Site

__all__ = ["info"]


def info(site: Site) -> dict[str, Any]:
    """`info`: which version is spoken here, and what the server can do."""
    is_direct = site.config.settings.media.direct_uploads
    return {
        "version": SPOKEN_VERSION,
        "full_version": (*SPOKEN_VERSION, 0),
        "user_authentication_method": "default",
        "unified_login_flow_enabled": False,
        "authentication_app_session_launcher_enabled": True,
        "s3_uploads_enabled": False,
        "s3_direct_uploads_enabled": is_direct,
        "s3_enabled_upload_types": {"*": ["*"]} if is_direct else None,
        "api_max_entities_per_page": MOST_AT_ONCE,
    }
