"""What can go wrong between a client and a site, each told with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "BrokenAnswer",
    "CertificateRefused",
    "ClientError",
    "Incomplete",
    "MaybeDone",
    "NoPicture",
    "NotFound",
    "NotPermitted",
    "Refusal",
    "Refused",
    "SignInRefused",
    "SiteFailed",
    "TooBusy",
    "Unreachable",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a site said when it refused: the status, its own code, and its words."""

    status: int
    code: int | None = None
    title: str = ""
    detail: str | None = None

    def __str__(self) -> str:
        words = ": ".join(each.rstrip(". ") for each in (self.title, self.detail) if each)
        return f"{words or 'without a reason'} (status {self.status})"


class ClientError(Exception):
    """Every error of this client is one of these."""


class Refused(ClientError):
    """The site understood, and would not: a wrong field, a wrong value, a wrong filter."""

    advice = "Look at what was sent; the site's words name what is wrong with it."

    def __init__(self, what: str, refusal: Refusal) -> None:
        super().__init__(f"{what} was refused: {refusal}. {self.advice}")
        self.refusal = refusal


class SignInRefused(Refused):
    """The credentials are wrong, or have been revoked, or a token has expired that cannot be renewed."""

    advice = "Check the script's name and key, or login and password; keys are shown once, so make a new one."


class NotPermitted(Refused):
    """Whoever signed in may not do this."""

    advice = "Ask an administrator for the permission, or sign in as somebody who has it."


class NotFound(Refused):
    """There is no such type, field or row, or it was retired, or it may not be read."""

    advice = "Check the type's name and the id; rows that are retired or hidden are not there, either."


class NoPicture(NotFound):
    """The row is there, and has no picture."""

    advice = "Upload one, or look at the rows that it links to."


class TooBusy(Refused):
    """The site asks for patience, and still did after several attempts; `retry_after` seconds, if it said."""

    advice = "Try again later, or ask for less at once."

    def __init__(self, what: str, refusal: Refusal, retry_after: float | None) -> None:
        super().__init__(what, refusal)
        self.retry_after = retry_after


class SiteFailed(Refused):
    """Something went wrong on the site's side."""

    advice = "Nothing is wrong with what was sent; its administrator finds more in the site's log."


class Unreachable(ClientError):
    """Nobody answers at the address: a wrong name, a network that is down, a site that is not served."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"{host} cannot be reached: {reason}. Check the address and the network, and whether the site is "
            f"served."
        )
        self.host = host


class CertificateRefused(Unreachable):
    """The host answers with a certificate that is not trusted here."""

    def __init__(self, host: str, reason: str, ca_file: str) -> None:
        ClientError.__init__(
            self,
            f"The certificate of {host} is not trusted: {reason}. Trusted are the authorities in {ca_file}; "
            f"name another file with ca_file, or in SLATEHOUSE_CA_FILE. Where the site has a public "
            f"certificate, an old list of authorities is renewed by: pip install --upgrade certifi.",
        )
        self.host = host
        self.ca_file = ca_file


class MaybeDone(ClientError):
    """The connection broke after a write was sent: it may have been done, and is not sent again by itself."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(
            f"Whether {what} was done is not known: {reason}. Look at the row before you send it again."
        )


class BrokenAnswer(ClientError):
    """What came back is no answer of such a site, or ends too early."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} got an answer that makes no sense: {reason}. Is this the site's address?")


class Incomplete(ClientError):
    """A file did not come whole. What came is kept beside its place, and the next attempt goes on from it."""
