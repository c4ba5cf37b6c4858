"""Signing in by way of a provider that others have written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.openid.browser import Browser
from tests.openid.conftest import Studio
from tests.openid.provider_process import PASSWORD

from slatehouse.accounts.audit import Deed

STRANGER = "You have no account here."


@pytest.fixture
def studio(studio_at: Callable[..., Studio], provider: str) -> Studio:
    return studio_at(provider, trusts_unverified_email=True)


def came_back(browser: Browser, login: str = "mara", return_path: str = "/user/login") -> str:
    return browser.sign_in_there(browser.leave(return_path), login, PASSWORD)


def test_whom_the_provider_knows_is_let_in(studio: Studio) -> None:
    browser = studio.browser()
    answer = browser.get(came_back(browser, return_path="/api/docs"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/api/docs")
    assert "signed in as Mara (mara)" in browser.get("/user/login").text
    assert {"how": "openid"} in [each.details for each in studio.told() if each.deed == Deed.SIGN_IN]
    assert "slatehouse_attempt" not in browser.cookies


def test_the_session_can_be_spent_and_ended(studio: Studio) -> None:
    browser = studio.browser()
    browser.get(came_back(browser))
    token = browser.cookies["_session_id"]
    signed_in = studio.site.accounts.sign_in("session_token", {"session_token": token}, "tracking.test")
    assert studio.site.accounts.caller_of(signed_in.access_token).id == studio.mara
    browser.post("/user/logout")
    assert "_session_id" not in browser.cookies
    assert "Sign in to" in browser.get("/user/login").text
    assert studio.site.accounts.sessions_of("HumanUser", studio.mara) == []


def test_an_identity_stays_whom_it_was_first(studio: Studio) -> None:
    studio_browser = studio.browser()
    studio_browser.get(came_back(studio_browser))
    studio.change(studio.mara, email="other@studio.example")
    successor = studio.add_person(login="mara2", firstname="Another", email="mara@studio.example")
    again = studio.browser()
    again.get(came_back(again))
    assert "signed in as Mara (mara)" in again.get("/user/login").text
    assert studio.site.accounts.sessions_of("HumanUser", successor) == []


def test_who_was_retired_can_be_replaced(studio: Studio) -> None:
    browser = studio.browser()
    browser.get(came_back(browser))
    studio.session.retire(studio.session.edition.schema["HumanUser"], studio.mara)
    studio.add_person(login="mara2", firstname="Another", email="mara@studio.example")
    again = studio.browser()
    again.get(came_back(again))
    assert "signed in as Another (mara2)" in again.get("/user/login").text


def test_a_claim_can_name_a_login(studio_at: Callable[..., Studio], provider: str) -> None:
    studio = studio_at(provider, claim="name")
    browser = studio.browser()
    browser.get(came_back(browser))
    assert "signed in as Mara (mara)" in browser.get("/user/login").text


def test_whom_the_site_does_not_know_stays_out(studio: Studio) -> None:
    browser = studio.browser()
    answer = browser.get(came_back(browser, "stranger"))
    assert answer.status_code == 400 and STRANGER in answer.text
    assert "_session_id" not in browser.cookies
    assert studio.told()[0].details == {"how": "openid", "why": "nobody here has that name"}


def test_of_two_people_with_the_address_neither_is_meant(studio: Studio) -> None:
    studio.add_person(login="mara2", firstname="Another", email="mara@studio.example")
    browser = studio.browser()
    assert STRANGER in browser.get(came_back(browser)).text


def test_the_disabled_stay_out(studio: Studio) -> None:
    studio.change(studio.mara, sg_status_list="dis")
    browser = studio.browser()
    assert "Your account here is disabled." in browser.get(came_back(browser)).text


def test_an_answer_is_good_once_and_in_one_browser(studio: Studio) -> None:
    browser, thief = studio.browser(), studio.browser()
    back = came_back(browser)
    assert "begun in another browser" in thief.get(back).text
    attempt = browser.cookies["slatehouse_attempt"]
    assert browser.get(back).status_code == 303
    browser.cookies["slatehouse_attempt"] = attempt
    assert "could not be verified" in browser.get(back).text


def test_the_code_is_worth_nothing_without_the_verifier(studio: Studio) -> None:
    browser, other = studio.browser(), studio.browser()
    back, address = came_back(browser), other.leave()
    stolen = back.partition("code=")[2].partition("&")[0]
    state = address.partition("&state=")[2].partition("&")[0]
    answer = other.get(f"/user/login/openid/back?code={stolen}&state={state}")
    assert answer.status_code == 400 and "could not be verified" in answer.text
