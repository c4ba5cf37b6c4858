"""The service that holds the bucket: where it is, who we are for it, and how its failures are told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, ClientError
from obstore.exceptions import BaseError

from slatehouse.config import S3Settings
from slatehouse.media.blobs import StoreAway

__all__ = ["Service", "noticing_failures"]

_SCHEME = "s3://"
_LONGEST_REASON = 200
_CONNECT_SECONDS, _READ_SECONDS = 5, 60
_ATTEMPTS = 3


class Service:
    """The service behind an address such as `s3://bucket/prefix`; nothing is asked of it before it is used.

    `prefix` is that of all keys that are the site's.
    """

    def __init__(self, url: str, settings: S3Settings) -> None:
        self.bucket, _, prefix = url.removeprefix(_SCHEME).partition("/")
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self.settings = settings
        self._lock = Lock()

    @property
    def region(self) -> str:
        known = (self.settings.region, os.environ.get("AWS_REGION"), os.environ.get("AWS_DEFAULT_REGION"))
        return next((each for each in known if each), "us-east-1")

    @property
    def endpoint(self) -> str:
        return self.settings.endpoint.rstrip("/") or f"https://s3.{self.region}.amazonaws.com"

    @property
    def public_endpoint(self) -> str:
        """The address by which clients reach it."""
        return self.settings.public_endpoint.rstrip("/") or self.endpoint

    @property
    def is_in_paths(self) -> bool:
        """Whether the bucket stands in the path of an address, and not in the name of its host."""
        if self.settings.addressing == "auto":
            return bool(self.settings.endpoint)
        return self.settings.addressing == "path"

    def address_of_bucket(self, endpoint: str) -> str:
        """The address that all keys stand behind."""
        if self.is_in_paths:
            return f"{endpoint}/{self.bucket}"
        parts = urlsplit(endpoint)
        return f"{parts.scheme}://{self.bucket}.{parts.netloc}"

    def credentials(self) -> ReadOnlyCredentials:
        """Who we are now: as the settings say, or the environment, the machine's files or its own service."""
        with noticing_failures(), self._lock:
            found = self._session.get_credentials()
            if found is None:
                raise StoreAway("no credentials: set s3.access_key and s3.secret_key")
            frozen: ReadOnlyCredentials = found.get_frozen_credentials()
            return frozen

    @property
    def client(self) -> Any:
        """Asks for what is more than moving bytes; made when first needed."""
        with self._lock:
            return self._client

    @cached_property
    def _session(self) -> Any:
        session = botocore.session.Session()
        if self.settings.access_key:
            session.set_credentials(self.settings.access_key, self.settings.secret_key)
        return session

    @cached_property
    def _client(self) -> Any:
        # Checksums beside those of the signature are Amazon's own, and others refuse them.
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if self.is_in_paths else "virtual"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
        )
        return self._session.create_client(
            "s3",
            region_name=self.region,
            endpoint_url=self.endpoint,
            verify=self.settings.ca_file or None,
            config=config,
        )


@contextmanager
def noticing_failures() -> Iterator[None]:
    """Raise `StoreAway` for what the service and the way to it may come to; let the rest through."""
    try:
        yield
    except (BaseError, BotoCoreError, ClientError) as error:
        raise StoreAway(_reason(error)) from error


def _reason(error: Exception) -> str:
    """The first line of what obstore says; what follows it is for its makers."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:_LONGEST_REASON]
