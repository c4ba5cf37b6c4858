"""The site's own address."""

from ipaddress import ip_network

import pytest
from falcon import Request
from falcon.testing import create_environ

from slatehouse.api.wire.address import Addresses

PROXIES = (ip_network("10.0.0.0/8"), ip_network("::1"))
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "tracking.example.com"}


def request(peer: str = "192.0.2.1", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = create_environ(host="server", port=8080, remote_addr=peer, headers=named)
    return Request(environ)


@pytest.mark.parametrize(
    ("peer", "headers", "address"),
    [
        ("192.0.2.1", {"Host": "studio:8080"}, "http://studio:8080"),
        ("192.0.2.1", {"Host": "[2001:db8::1]:8080"}, "http://[2001:db8::1]:8080"),
        ("192.0.2.1", {"Host": 'x"><script>'}, "http://server:8080"),
        ("192.0.2.1", {"Host": "a/b?c"}, "http://server:8080"),
        ("192.0.2.1", {"Host": "studio", **FORWARDED}, "http://studio"),
        ("10.1.2.3", {"Host": "studio", **FORWARDED}, "https://tracking.example.com"),
        ("::1", {"Host": "studio", **FORWARDED}, "https://tracking.example.com"),
        ("10.1.2.3", {"Host": "studio"}, "http://studio"),
        ("10.1.2.3", {"Host": "studio", "X-Forwarded-Proto": "https"}, "https://studio"),
        ("10.1.2.3", {"Host": "studio", "X-Forwarded-Proto": "javascript"}, "http://studio"),
        (
            "10.1.2.3",
            {"Host": "studio", "X-Forwarded-Host": "forged, real.example.com"},
            "http://real.example.com",
        ),
        ("no address", {"Host": "studio", **FORWARDED}, "http://studio"),
    ],
)
def test_the_address_is_that_of_the_request(peer: str, headers: dict[str, str], address: str) -> None:
    assert Addresses("", PROXIES).of(request(peer, **headers)) == address


def test_a_configured_address_wins() -> None:
    addresses = Addresses("https://tracking.example.com", PROXIES)
    assert addresses.of(request("10.1.2.3", Host="other")) == "https://tracking.example.com"
    assert addresses.host_of(request()) == "tracking.example.com"


def test_without_trusted_proxies_nobody_is_believed() -> None:
    assert Addresses("", ()).of(request("10.1.2.3", Host="studio", **FORWARDED)) == "http://studio"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("10.1.2.3", None, "10.1.2.3"),
        ("10.1.2.3", "198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "forged, 198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "203.0.113.9, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.1.2.3", "10.9.9.9, 10.8.8.8", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.7, no address", "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, "192.0.2.1"),
        ("no address", None, "unknown"),
    ],
)
def test_the_client_is_the_nearest_that_is_no_trusted_proxy(
    peer: str, forwarded: str | None, client: str
) -> None:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert Addresses("", PROXIES).client_of(request(peer, **headers)) == client


def test_without_trusted_proxies_the_client_is_who_connects() -> None:
    forged = {"X-Forwarded-For": "198.51.100.7"}
    assert Addresses("", ()).client_of(request("10.1.2.3", **forged)) == "10.1.2.3"
