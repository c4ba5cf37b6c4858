"""Every refusal has its words, and the few that no request can bring about at will have the right ones."""

from collections.abc import Iterator
from datetime import date

import pytest

from slatehouse.accounts import errors as accounts
from slatehouse.accounts.openid.errors import OpenIdRefused
from slatehouse.api.rest.door import WORDS
from slatehouse.api.rest.envelope import envelope
from slatehouse.api.wire.bodies import BodyRefusal
from slatehouse.api.words.problem import Problem
from slatehouse.api.words.verb import Verb
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.media import blobs
from slatehouse.schema import refusals
from slatehouse.schema.field import Field
from slatehouse.schema.schema import Schema, standard_schema
from slatehouse.site import errors as site
from slatehouse.site import exports
from slatehouse.site.schedule import refusals as schedule
from slatehouse.store import connection as store

SCHEMA: Schema = standard_schema()
SPEECHLESS = problem_of.dispatch(Exception)

# Refusals that are only raised as one of their kinds.
KINDS = {
    refusals.FieldRefusal,
    accounts.SignInRefusal,
    accounts.SudoRefusal,
    accounts.PermissionRefusal,
    BodyRefusal,
}
# Refusals that are answered outside the envelope: by their call, or on a page.
APART = {exports.NotExportable, exports.NoPageToExport, OpenIdRefused}


def kinds_of(refusal: type[Exception]) -> Iterator[type[Exception]]:
    for kind in refusal.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_refusal_has_words() -> None:
    raised = {*kinds_of(refusals.Refusal), *kinds_of(store.StoreError)} - KINDS - APART
    assert WORDS
    speechless = {kind.__qualname__ for kind in raised if problem_of.dispatch(kind) is SPEECHLESS}
    assert speechless == set()


def words(error: Exception, verb: Verb = Verb.UPDATE) -> Problem:
    problem = problem_of(error, Asked(verb, SCHEMA))
    assert problem is not None
    return problem


def field(path: str) -> Field:
    kind, name = path.split(".")
    return SCHEMA[kind].fields[name]


def test_an_error_that_nobody_foresaw_is_no_refusal() -> None:
    assert problem_of(ValueError("x"), Asked(Verb.READ, SCHEMA)) is None


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (store.StoreBusy("x"), 503, 100),
        (store.StoreUnreachable("x"), 503, 100),
        (store.StatementTooSlow("x"), 503, 100),
        (store.StoreFull("x"), 507, 100),
        (blobs.StoreFull(), 507, 100),
        (store.NotUnique("x"), 400, 104),
        (accounts.Unauthorized(), 401, 102),
    ],
)
def test_the_house_has_statuses_for_its_troubles(error: Exception, status: int, code: int) -> None:
    problem = words(error)
    assert (problem.status, problem.code) == (status, code)


@pytest.mark.parametrize(
    ("error", "wait"), [(store.StoreBusy("x"), "1"), (store.StatementTooSlow("x"), None)]
)
def test_only_what_passes_is_worth_another_try(error: Exception, wait: str | None) -> None:
    assert words(error).headers.get("retry-after") == wait


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (
            refusals.BadColor(field("Task.color"), "#ff8000", "Value is not a valid color token"),
            "Update failed for [Task.color]:  (task.rb) Value is not a valid color token: [#ff8000]"
            "Unsupported format for Task color field. ",
        ),
        (
            refusals.BadSplits(field("Task.splits"), "undefined method '<' for nil"),
            "Update failed for [Task.splits]: undefined method '<' for nil",
        ),
        (refusals.NeverEmpty(field("Task.color")), "Value cannot be nil for Task.color."),
        (
            refusals.NotAnEntityType(field("ActionMenuItem.entity_type"), "shot", ("Asset", "Shot")),
            "Update failed for [ActionMenuItem.entity_type]: 'shot' is not a valid entity type. "
            "Valid entity types: 'Asset', 'Shot'.",
        ),
        (
            refusals.NotAListValue(field("Note.sg_note_type"), "Final", ()),
            "Update failed for [Note.sg_note_type]: 'Final' is not a valid list value. "
            "Valid list values: ''.",
        ),
        (
            refusals.EmptyIdentity(field("Shot.code")),
            "Update failed for [Shot.code]: Cannot set identifier field to empty. (Shot)",
        ),
        (
            site.ReviveFailed("TaskDependency", 7, "Can't unretire the entity because …"),
            "Revive failed for [TaskDependency with id=7]: Can't unretire the entity because …",
        ),
        (
            site.DeleteFailed("PageSetting", 7, "It doesn't respond to retirement"),
            "Delete failed for [PageSetting with id=7]: It doesn't respond to retirement",
        ),
        (accounts.CannotRevive("Task"), "Entity of type Task can not be revived by this user."),
    ],
)
def test_refused_writes(error: Exception, title: str) -> None:
    problem = words(error)
    assert (problem.status, problem.code, problem.source, problem.crud_error) == (400, 104, None, True)
    assert problem.title.startswith(title)


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (accounts.SudoInactive("ada"), "Cannot 'sudo' - inactive user account: 'ada'"),
        (
            accounts.SudoForbidden("ada"),
            "Cannot 'sudo' - user account has 'can_impersonate_this_user' turned off: 'ada'",
        ),
        (accounts.SudoNotPermitted("ada"), "The user does not have permission to 'sudo': 'ada'"),
    ],
)
def test_refused_impersonations(error: Exception, title: str) -> None:
    problem = words(error)
    assert (problem.status, problem.code, problem.title, problem.source) == (400, 102, title, {})


@pytest.mark.parametrize(
    ("error", "source"),
    [
        (
            schedule.EndBeforeStart(date(2026, 3, 5), date(2026, 3, 4)),
            {
                "start_date_and_end_date": [
                    "start_date_and_end_date 'end_date' must be greater than or equal to 'start_date'"
                ]
            },
        ),
        (
            schedule.TooManyDays(400),
            {"start_date_and_end_date": ["start_date_and_end_date must be 400 days or less apart"]},
        ),
        (schedule.TwoScopes(), {"project_id": ["project_id may not be given beside user_id"]}),
    ],
)
def test_working_days_that_cannot_be(error: Exception, source: object) -> None:
    problem = words(error)
    assert (problem.status, problem.code, problem.title) == (400, 103, "Request Parameters invalid.")
    assert problem.source == source


def test_an_action_that_nobody_may_do_is_told_in_the_detail() -> None:
    problem = words(site.ActionNotAllowed("work_day_rules"))
    assert (problem.code, problem.title, problem.source) == (103, "Action not allowed", None)
    assert problem.detail == "Cannot edit read only entity 'work_day_rules'"


def test_half_a_surrogate_pair_does_not_break_the_envelope() -> None:
    reply = envelope(Problem(404, 103, "Not Found", {"\ud800": ["\udfff"]}, "Entity type '\ud800'"), "0" * 32)
    assert b"Entity type '?'" in reply.body
