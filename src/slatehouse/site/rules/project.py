"""Project: what the answer of its create shows (entity-types B.1)."""

from __future__ import annotations

from slatehouse.site.rules.rules import Rules


class ProjectRules(Rules):
    """A project has a page and its tracking settings from the start."""

    echo = ("landing_page_url", "tracking_settings")
