"""The accounts of one site: who may come in, who is asking, and the secrets that both rest on.

The rows of people and scripts are made by the site's verbs; here are only their credentials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from slatehouse.accounts.admission import Admission, Shown
from slatehouse.accounts.app_sessions import AppSessionRequests
from slatehouse.accounts.audit import AuditTrail, Deed
from slatehouse.accounts.authentication import Authentication
from slatehouse.accounts.bearers import Bearers
from slatehouse.accounts.browsers import Browsers
from slatehouse.accounts.caller import Caller, CallerType
from slatehouse.accounts.credentials import FOR_PASSWORDS, FOR_SCRIPT_KEYS, Cost, Passwords
from slatehouse.accounts.directory import Directory
from slatehouse.accounts.errors import LinkNotGood
from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.issuing import Issuing, SignedIn
from slatehouse.accounts.keyholders import Keyholders
from slatehouse.accounts.openid.sign_in import OpenIdSignIn
from slatehouse.accounts.own_rule_sets import OwnRuleSets
from slatehouse.accounts.password_links import IssuedLink, PasswordLinks
from slatehouse.accounts.password_policy import PasswordPolicy
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.script_keys import KeptKey, NewKey, ScriptKeys
from slatehouse.accounts.sealed_secrets import SealedSecrets
from slatehouse.accounts.sealing import Sealer
from slatehouse.accounts.second_factors import SecondFactors
from slatehouse.accounts.secrets import Purpose, SigningSecrets
from slatehouse.accounts.sessions import OpenSession, Origin, Sessions
from slatehouse.accounts.sign_in import SignIn
from slatehouse.accounts.tokens import TokenSigner
from slatehouse.config.settings import AuthSettings, OpenIdSettings
from slatehouse.schema.link import Link
from slatehouse.store.connection import Connection, Database
from slatehouse.store.tables import Tables

__all__ = ["PRODUCTION_COSTS", "Accounts", "Costs"]

_NOWHERE = Origin()
_NO_PROVIDER = OpenIdSettings()


@dataclass(frozen=True, slots=True)
class Costs:
    """What the hashes of a site's secrets cost."""

    passwords: Cost
    script_keys: Cost


PRODUCTION_COSTS = Costs(FOR_PASSWORDS, FOR_SCRIPT_KEYS)


class Accounts:
    """Signs callers in, recognises them, and keeps credentials. Safe to share between threads.

    `clock` gives the time in UTC. Nothing is read from the database before it is first needed. `audit` is the
    trail of what others have to be able to look up later, `signing_keys` what the site signs with, `sealer`
    what secrets are kept with that the site must read again, and `sealed_secrets` all that are kept so.
    """

    def __init__(
        self,
        database: Database,
        tables: Tables,
        clock: Callable[[], datetime],
        settings: AuthSettings,
        costs: Costs = PRODUCTION_COSTS,
        openid: OpenIdSettings = _NO_PROVIDER,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._openid = openid
        self.sealer = Sealer(settings.secret_key, *settings.old_secret_keys)
        self.sealed_secrets = SealedSecrets(database, self.sealer)
        self.signing_keys = SigningSecrets(database, clock, self.sealer, settings.token_lifetime)
        self._passwords = Passwords(database, clock, costs.passwords)
        self._script_keys = ScriptKeys(database, clock, costs.script_keys)
        self._policy = PasswordPolicy(settings.password_min_length)
        self._links = PasswordLinks(
            database,
            clock,
            invitation=timedelta(seconds=settings.invitation_lifetime),
            reset=timedelta(seconds=settings.reset_lifetime),
        )
        self._sessions = Sessions(database, clock)
        self._grants = Grants(database, self._sessions, clock, timedelta(seconds=settings.refresh_lifetime))
        self._directory = Directory(database, tables, clock)
        self.second_factors = SecondFactors(database, self.sealer, clock)
        self._recognition = Recognition(
            self._directory,
            OwnRuleSets(database),
            self.second_factors,
            self._sessions,
            settings.require_second_factor,
        )
        self.audit = AuditTrail(database, clock)

    @cached_property
    def authentication(self) -> Authentication:
        """The credentials checked one by one, for doors that take them with every call."""
        return Authentication(
            self._directory,
            self._passwords,
            self.second_factors,
            self._script_keys,
            self._grants,
            self._clock,
        )

    @cached_property
    def _signer(self) -> TokenSigner:
        lifetime = self._settings.token_lifetime
        return TokenSigner(lambda: self.secrets(Purpose.TOKENS), lifetime, self._clock)

    @cached_property
    def _admission(self) -> Admission:
        return Admission(self.authentication, self._recognition, self._directory, self.audit)

    @cached_property
    def _sign_in(self) -> SignIn:
        return SignIn(self._admission, self._issuing)

    @cached_property
    def _issuing(self) -> Issuing:
        return Issuing(
            self._database,
            self._sessions,
            self._grants,
            self._signer,
            self.audit,
            self._settings.token_lifetime,
        )

    @cached_property
    def _bearers(self) -> Bearers:
        return Bearers(self._signer, self._recognition, self._sessions, self._clock)

    @cached_property
    def _keyholders(self) -> Keyholders:
        return Keyholders(self._admission, self.audit, self._clock)

    @cached_property
    def browsers(self) -> Browsers:
        """How people sign in from a browser."""
        return Browsers(
            self._database,
            self._admission,
            self._recognition,
            self._issuing,
            self._sessions,
            AppSessionRequests(self._database, self._clock),
            self.audit,
            self._openid_sign_in(),
        )

    def sign_in(
        self, grant_type: str | None, parameters: Mapping[str, str], host: str, origin: Origin = _NOWHERE
    ) -> SignedIn:
        """Tokens for credentials (rest/10-auth); raises `SignInRefusal` or `Unauthorized`."""
        return self._sign_in(grant_type, parameters, host, origin)

    def _openid_sign_in(self) -> OpenIdSignIn | None:
        if not self._openid.issuer:
            return None
        return OpenIdSignIn(
            self._openid, self._database, self._directory, self._recognition, self.audit, self._clock
        )

    def caller_of(self, bearer: str, address: str = "") -> Caller:
        """Whose access token it is; raises `Unauthorized`. A change of their row shows within a second.

        `address` is the client's."""
        return self._bearers.caller_of(bearer).at(address)

    def caller_now(self, bearer: str) -> Caller:
        """Whose access token it is at this moment; raises `Unauthorized`. For those who stay for longer."""
        return self._bearers.caller_now(bearer)

    def is_spent(self, bearer: str) -> bool:
        """Whether an access token that was good has ended by itself; costs a look into memory."""
        return self._bearers.is_spent(bearer)

    def caller_with(self, shown: Shown, address: str = "") -> Caller:
        """Whose credentials they are, for doors that take them with every call; raises `SignInRefusal`, or
        `Unauthorized` for someone gone. A change of their row or their secret shows within a second.

        `address` is the client's."""
        return self._keyholders.caller_with(shown, address)

    def caller_by_id(self, caller_type: CallerType, row_id: int) -> Caller:
        """The person or the script of that id, for what is done in their name while they are away; raises
        `Unauthorized` for someone gone: retired, disabled, or a script without a key that is good."""
        return self._recognition.caller(Identity(caller_type, row_id, "away"))

    def mint_session_token(self, caller: Caller, origin: Origin = _NOWHERE) -> str:
        """A token with which the caller can sign in again for a day after each use.

        It belongs to the session that the caller is in already; otherwise it begins one.
        """
        if caller.script_id is None:
            identity = Identity("HumanUser", caller.id, caller.auth_type, session=caller.sign_in)
        else:
            identity = Identity(
                "ApiUser",
                caller.script_id,
                caller.auth_type,
                caller.sudo_as_login,
                caller.sign_in,
                caller.script_key,
            )
        return self._issuing.session_token(identity, origin)

    def sessions_of(self, caller_type: CallerType, row_id: int) -> list[OpenSession]:
        """The sessions of a person or a script, the newest first."""
        return self._sessions.of(caller_type, row_id)

    def end_session(self, connection: Connection, caller_type: CallerType, row_id: int, session: str) -> bool:
        """End one session of a person or a script, within a second in every process; False where there is
        none such."""
        return self._sessions.end(connection, caller_type, row_id, session)

    def end_sessions(
        self,
        connection: Connection,
        caller_type: CallerType,
        row_id: int,
        keeping: str | None = None,
    ) -> int:
        """End all sessions of a person or a script, within a second in every process; how many there were."""
        return self._sessions.end_all(connection, caller_type, row_id, keeping)

    def new_script_key(self, text: str | None = None) -> NewKey:
        """A key for a script, of this text or a random one. Slow, so made before a transaction begins."""
        return self._script_keys.new(None if text is None else _not_empty(text))

    def put_script_key(
        self, connection: Connection, script_id: int, key: NewKey, ends_at: datetime | None = None
    ) -> None:
        """Give the script a key within a transaction; the old ones and all that they were issued end."""
        self._script_keys.put(connection, script_id, key, ends_at)
        self._sessions.end_all(connection, "ApiUser", script_id)

    def rotate_script_key(
        self,
        connection: Connection,
        script: Link,
        key: NewKey,
        old_until: datetime,
        by: Caller,
        ends_at: datetime | None = None,
    ) -> KeptKey | None:
        """Give the script a key within a transaction; the one that it has goes on until a moment. Returns the
        old one as it is now. Where none goes on, all that was issued to the script ends."""
        old = self._script_keys.rotate(connection, script.id, key, old_until, ends_at)
        if old is None:
            self._sessions.end_all(connection, "ApiUser", script.id)
        goes_on = old.ends_at if old else None
        self.audit.record(connection, Deed.SCRIPT_KEY_CHANGED, by, script, old_key_until=goes_on)
        return old

    def set_script_key(self, script_id: int, key: str | None = None, ends_at: datetime | None = None) -> str:
        """Give the script a key, its own or a random one; the old ones and all that they were issued end."""
        made = self.new_script_key(key)
        with self._database.writing() as connection:
            self.put_script_key(connection, script_id, made, ends_at)
        return made.text

    def script_keys(self) -> list[KeptKey]:
        """The keys of all scripts as they are kept, the newest first."""
        return self._script_keys.every()

    def take_script_keys(self, connection: Connection, script_id: int) -> None:
        """Take the script's keys within a transaction; its access tokens end within a second."""
        self._script_keys.remove(connection, script_id)
        self._sessions.end_all(connection, "ApiUser", script_id)

    def revoke_script(self, script_id: int) -> None:
        """Take the script's keys; its access tokens end within a second."""
        with self._database.writing() as connection:
            self.take_script_keys(connection, script_id)

    def set_password(self, person_id: int, password: str) -> None:
        """Give the person a password; their sessions end. Raises `PasswordRefused`."""
        self.check_password(password, self.names_of(person_id))
        hashed = self.password_hash(password)
        with self._database.writing() as connection:
            self.put_password(connection, person_id, hashed)

    def names_of(self, person_id: int) -> tuple[str, ...]:
        """What the person is called, which is no password for them."""
        person = self._directory.person(person_id)
        return (person.login, person.name) if person else ()

    def check_password(self, password: str, names: Iterable[str]) -> None:
        """Raises `PasswordRefused` where the site's policy does not let somebody of these names have it."""
        self._policy.check(password, names)

    def password_hash(self, password: str) -> str:
        """A password in the form in which it is kept. Slow, so done before a transaction begins."""
        return self._passwords.hashed(password)

    def put_password(
        self,
        connection: Connection,
        person_id: int,
        hashed: str,
        by: Caller | Link | None = None,
        address: str = "",
    ) -> None:
        """Give the person a password within a transaction. Their sessions end, but for the one of `by`, who
        does it; links to choose one are no good any more. `address` is where somebody is who is no caller."""
        self._passwords.put(connection, person_id, hashed)
        self._links.withdraw(connection, person_id)
        keeping = by.sign_in if isinstance(by, Caller) else None
        self._sessions.end_all(connection, "HumanUser", person_id, keeping)
        known = self._directory.known(connection, person_id)
        self.audit.record(connection, Deed.PASSWORD_CHANGED, by, known, address=address)

    def issue_password_link(self, connection: Connection, person_id: int, by: Caller) -> IssuedLink:
        """A link for the person to choose a password by: an invitation to those who have none yet."""
        is_new = not self._passwords.has(connection, person_id)
        link = self._links.issue(connection, person_id, is_invitation=is_new)
        known = self._directory.known(connection, person_id)
        self.audit.record(connection, Deed.LINK_ISSUED, by, known, invitation=is_new)
        return link

    def redeem_password_link(self, token: str, password: str, address: str = "") -> None:
        """Give the person whom the link is for this password, and use the link up, from a client's address.

        Raises `LinkNotGood`, or `PasswordRefused`, after which the link is as good as before.
        """
        person = self._directory.person(self._links.owner(token) or 0)
        if person is None or not person.is_active:
            raise LinkNotGood
        self.check_password(password, (person.login, person.name))
        hashed = self.password_hash(password)
        with self._database.writing() as connection:
            if not self._links.use(connection, token):
                raise LinkNotGood
            themselves = Link(person.id, person.login, "HumanUser")
            self.put_password(connection, person.id, hashed, themselves, address)

    def secrets(self, purpose: Purpose) -> tuple[bytes, ...]:
        """The site's secrets for signing, 32 bytes each, alike in every process within a second: the first
        signs, and all of them verify."""
        return self.signing_keys.secrets(purpose)


def _not_empty(secret: str) -> str:
    # Signing in takes an empty parameter for a missing one, so it would never let anyone in.
    if not secret:
        raise ValueError("a password or key has at least one character")
    return secret
