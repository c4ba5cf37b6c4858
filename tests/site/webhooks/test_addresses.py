"""Which addresses a webhook may lead to, however they are spelled."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.site.webhooks.addresses import (
    Destination,
    Unresolvable,
    addresses_of,
    destination,
    may_be_reached,
)

REACHED = [
    "93.184.216.34",
    "8.8.8.8",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:93.184.216.34",  # the same as itself
    "64:ff9b::5db8:d822",  # by way of a NAT64
]
REFUSED = [
    *("127.0.0.1", "127.255.255.254", "::1"),  # this machine
    *("0.0.0.0", "0.1.2.3", "::"),  # this machine as well
    *("10.255.255.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fdff::1"),  # private
    *("169.254.169.254", "fe80::1", "fec0::1"),  # of the link, or of the place
    *("100.64.0.1", "198.18.0.1", "192.0.0.8", "192.88.99.1"),  # shared, benchmarks, protocols, relays
    *("192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8::1", "3fff::1"),  # documentation
    *("224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"),  # of many machines
    *("240.0.0.1", "255.255.255.255", "100::1", "4000::1"),  # of none
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),  # IPv4 inside, mapped …
    *("::127.0.0.1", "::5db8:d822"),  # … compatible …
    *("64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::5db8:d822"),  # … translated …
    *("2002:7f00:1::", "2002:5db8:d822::1"),  # … 6to4 …
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",  # … Teredo
    *("fe80::1%eth0", "::1%1", "2606:2800:220:1::1%lo"),  # with a zone
]


@pytest.mark.parametrize(("text", "reached"), [*((a, True) for a in REACHED), *((a, False) for a in REFUSED)])
def test_what_anyone_could_reach_may_be(text: str, reached: bool) -> None:
    assert may_be_reached(ip_address(text), ()) is reached


@pytest.mark.parametrize(
    ("text", "allowed", "reached"),
    [
        ("127.0.0.1", "127.0.0.1/32", True),
        ("127.0.0.2", "127.0.0.1/32", False),
        ("::1", "127.0.0.1/32", False),
        ("::1", "::1/128", True),
        ("::ffff:127.0.0.1", "127.0.0.1/32", True),
        ("64:ff9b::a00:1", "10.0.0.0/8", True),
        ("10.1.2.3", "::/0", False),
        ("10.1.2.3", "0.0.0.0/0", True),
        ("fd00::1", "fd00::/8", True),
        ("fe80::1%eth0", "fe80::/10", False),
    ],
)
def test_the_settings_name_what_else_may_be(text: str, allowed: str, reached: bool) -> None:
    assert may_be_reached(ip_address(text), (ip_network(allowed),)) is reached


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_as_itself_inside_another(address: object) -> None:
    plain = may_be_reached(ip_address(str(address)), ())
    assert may_be_reached(ip_address(f"::ffff:{address}"), ()) is plain
    assert may_be_reached(ip_address(f"64:ff9b::{address}"), ()) is plain


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://hooks.studio.example/hook?a=1#b", Destination("https", "hooks.studio.example", 443)),
        ("HTTP://Hooks.Example:8080", Destination("http", "hooks.example", 8080)),
        ("http://[2606:2800:220:1::1]:81/x", Destination("http", "2606:2800:220:1::1", 81)),
        ("ftp://example.com/x", Destination("ftp", "example.com", 0)),
        ("http://a/%E2%82%AC", Destination("http", "a", 80)),
        *(
            (url, None)
            for url in (
                *("", "plainword", "//example.com/", "example.com:80/x", "http://", "http:///x", "http:x"),
                *("http://user:word@example.com/", "http://127.0.0.1@example.com/", "http://@example.com/"),
                *("http://example.com\\@127.0.0.1/", "http://exa mple.com/", "http://example.com/a b"),
                *(
                    "http://exa\nmple.com/",
                    "\thttp://example.com/",
                    "http://example.com/\r\nx: y",
                    "http://a/\0",
                ),
                *("http://example.com:65536/", "http://example.com:-1/", "http://example.com:x/"),
                *("http://[::1/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[x]/"),
                *("http://ex%61mple.com/", "http://127。0。0。1/", "http://example.com/\N{EURO SIGN}"),
                *("http://a\udc80/", "http://a/" + "b" * 2048),
            )
        ),
    ],
)
def test_a_url_leads_to_a_host_that_is_told_plainly(url: str, found: Destination | None) -> None:
    assert destination(url) == found


@given(st.text())
def test_any_text_is_a_url_or_none(text: str) -> None:
    destination(text)
    destination(f"http://{text}/")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("::ffff:7f00:1", "::ffff:127.0.0.1"),
    ],
)
def test_a_host_is_looked_up_as_programs_do(host: str, address: str) -> None:
    found = addresses_of(host, 5)
    assert found == [ip_address(address)]
    assert not may_be_reached(found[0], ())


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 64 + ".invalid", "-"])
def test_a_host_without_an_address_has_none(host: str) -> None:
    with pytest.raises(Unresolvable):
        addresses_of(host, 5)


def test_nobody_waits_longer_than_they_like() -> None:
    with pytest.raises(Unresolvable):
        addresses_of("no-such-host.invalid", 0)
