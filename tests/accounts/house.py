"""A site's database, and ways to put people and scripts there."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import insert, select, update

from slatehouse.accounts.accounts import Accounts, Costs
from slatehouse.accounts.credentials import Cost
from slatehouse.config.settings import AuthSettings
from slatehouse.store.connection import Database
from slatehouse.store.statement import compile_statement, slot
from slatehouse.store.tables import RETIRED, Tables

CHEAP = Cost(passes=1, kibibytes=8, threads=1)
SECRET_KEY = "a long random text for the tests alone"


def auth_settings(**chosen: int | str) -> AuthSettings:
    """The settings of a house; the tests' passwords are short, so that they read well."""
    return replace(AuthSettings(secret_key=SECRET_KEY, password_min_length=1), **chosen)


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class House:
    """A site's database, and further `Accounts` over it, each like a process of its own."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self.database = database
        self.tables = tables
        self.clock = Clock()
        self.accounts = self.open_accounts()

    def open_accounts(self, settings: AuthSettings | None = None) -> Accounts:
        return Accounts(
            self.database,
            self.tables,
            self.clock,
            settings or auth_settings(),
            Costs(CHEAP, CHEAP),
        )

    def add(self, entity_type: str, **values: object) -> int:
        """A row of the type; its id."""
        query = insert(self.tables.entities[entity_type]).values(values)
        query = query.returning(self.tables.entities[entity_type].c.id)
        with self.database.writing() as connection:
            return int(connection.rows(compile_statement(query, self.database.dialect))[0][0])

    def change(self, entity_type: str, row_id: int, **values: object) -> None:
        table = self.tables.entities[entity_type]
        query = update(table).where(table.c.id == row_id).values(values)
        with self.database.writing() as connection:
            connection.run(compile_statement(query, self.database.dialect))

    def retire(self, entity_type: str, row_id: int) -> None:
        self.change(entity_type, row_id, **{RETIRED: "2026-03-14T09:00:00Z"})

    def name(self, entity_type: str, row_id: int, name: str) -> None:
        """Record the row's display name."""
        query = insert(self.tables.names).values(
            type=entity_type, id=row_id, name=name, key=name.lower(), length=len(name), retired=False
        )
        with self.database.writing() as connection:
            connection.run(compile_statement(query, self.database.dialect))

    def add_person(
        self, login: str, password: str | None = None, role: str = "artist", **values: object
    ) -> int:
        row = {"name": login.title(), "sg_status_list": "act", "can_impersonate_this_user": True, **values}
        person_id = self.add("HumanUser", login=login, **self._rule_set(role), **row)
        self.name("HumanUser", person_id, login.title())
        if password is not None:
            self.accounts.set_password(person_id, password)
        return person_id

    def add_script(self, name: str, key: str | None = None, role: str = "api_admin", **values: object) -> int:
        row = {"generate_event_log_entries": False, **values}
        script_id = self.add("ApiUser", firstname=name, **self._rule_set(role), **row)
        if key is not None:
            self.accounts.set_script_key(script_id, key)
        return script_id

    def script_token(self, name: str, key: str, **parameters: str) -> str:
        return self.accounts.sign_in(
            "client_credentials", {"client_id": name, "client_secret": key, **parameters}, "tracking.test"
        ).access_token

    def person_token(self, login: str, password: str) -> str:
        return self.accounts.sign_in(
            "password", {"username": login, "password": password}, "tracking.test"
        ).access_token

    def _rule_set(self, role: str) -> dict[str, object]:
        if not role:
            return {}
        sets = self.tables.entities["PermissionRuleSet"]
        query = compile_statement(select(sets.c.id).where(sets.c.code == slot(0)), self.database.dialect)
        with self.database.reading() as connection:
            ((rule_set,),) = connection.rows(query, [role])
        return {"permission_rule_set$type": "PermissionRuleSet", "permission_rule_set$id": rule_set}
