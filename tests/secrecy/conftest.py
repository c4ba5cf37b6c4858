"""A site, and copies of it that differ in what its callers may not read, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from tests.fixtures.sites import Sites
from tests.secrecy.callers import Visitors, sign_in_all
from tests.secrecy.twins import Cast, twins

from slatehouse.api.wire.application import application
from slatehouse.site.site import Site


@dataclass(frozen=True)
class Scene:
    """A site as it was, copies of it, and those who visit each of them."""

    cast: Cast
    site: Site
    visitors: Visitors
    copies: Mapping[str, Visitors]
    sites: Mapping[str, Site]

    def twin_of(self, who: str) -> Visitors:
        """The visitors of a copy that differs as far as it can for a caller."""
        return self.copies[_twin(who)]

    def twin_site_of(self, who: str) -> Site:
        """That copy."""
        return self.sites[_twin(who)]


def _twin(who: str) -> str:
    return "own" if who == "cas" else "closed"


@pytest.fixture(scope="session")
def scene(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The sites on the database in turn."""
    with twins(sites, tmp_path_factory.mktemp("twins")) as made:
        copies = {name: sign_in_all(site, application(site)) for name, site in made.copies.items()}
        visitors = sign_in_all(made.site, application(made.site))
        yield Scene(made.cast, made.site, visitors, copies, made.copies)
