"""What the processes of a served site run, and how they meet the network, as its settings say."""

from pathlib import Path

from slatehouse.config import Configuration, FeedSettings, ServerSettings
from slatehouse.serving import Listening, Program

__all__ = ["listening_of", "program_of"]

_APPLICATION = "slatehouse.api.wire.application:create"
_JOB_WORKER = "slatehouse.jobs.worker:run"


def program_of(configuration: Configuration) -> Program:
    """What the processes of a site run."""
    return Program(_APPLICATION, (_JOB_WORKER,) * configuration.settings.jobs.workers)


def listening_of(server: ServerSettings, feed: FeedSettings, pem: Path | None = None) -> Listening:
    """How a site meets the network; with a certificate and its key in one file, over TLS.

    Whoever waits has a thread and a connection beside those that requests have who are worked on.
    """
    return Listening(
        host=server.host,
        port=server.port,
        workers=server.workers,
        threads=server.threads + feed.followers,
        backlog=server.backlog,
        backpressure=server.backpressure + feed.followers,
        certificate=pem,
        key=pem,
    )
