"""The same site under other settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec

from slatehouse.site.site import Site


def with_settings(site: Site, **sections: Any) -> Site:
    """The site with these sections of its settings in place of its own."""
    settings = msgspec.structs.replace(site.config.settings, **sections)
    return replace(site, config=replace(site.config, settings=settings))
