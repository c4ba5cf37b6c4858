"""Why a server does not run; each message is one line that says what to do."""

__all__ = ["AddressUnusable", "PortInUse", "ServerFailed", "ServingError", "SiteLocked"]


class ServingError(Exception):
    """The server cannot start, or ended by itself."""


class SiteLocked(ServingError):
    """Another process serves or changes the same site folder."""


class PortInUse(ServingError):
    """Somebody listens on the port, perhaps a server of ours."""


class AddressUnusable(ServingError):
    """The host is no address of this machine, or the port is not ours to take."""


class ServerFailed(ServingError):
    """A process of the server ended by itself."""
