"""Signs addresses of single objects, for whoever holds them: with one method, until they expire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from slatehouse.media.s3.service import Service

__all__ = ["Addresses"]

_DATE = "%Y%m%dT%H%M%SZ"


class Addresses:
    """The addresses of a service's bucket, as clients reach it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def signed_as(self) -> str:
        """Differs when another key signs than before."""
        now = self._service.credentials()
        return f"{now.access_key}/{now.token or ''}"

    def sign(self, method: str, key: str, parameters: Mapping[str, str], start: float, lifetime: int) -> str:
        """The address of the object of that key, good from `start`, in Unix seconds, for so many seconds.

        The same arguments give the same address, as long as the same key signs.
        """
        service, credentials = self._service, self._service.credentials()
        signer = S3SigV4QueryAuth(credentials, "s3", service.region)
        address = f"{service.address_of_bucket(service.public_endpoint)}/{quote(service.prefix + key)}"
        request = AWSRequest(method, address)
        request.context["timestamp"] = datetime.fromtimestamp(start, UTC).strftime(_DATE)
        query = {
            **parameters,
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": signer.scope(request),
            "X-Amz-Date": request.context["timestamp"],
            "X-Amz-Expires": str(lifetime),
            "X-Amz-SignedHeaders": "host",
        }
        if credentials.token:
            query["X-Amz-Security-Token"] = credentials.token
        request.url = f"{address}?{urlencode(query, quote_via=quote, safe='')}"
        text = signer.string_to_sign(request, signer.canonical_request(request))
        return f"{request.url}&X-Amz-Signature={signer.signature(text, request)}"
