"""Signs addresses of single objects, for whoever holds them: with one method, until they expire.

What a file is shown as is signed along, whatever its uploader told the service that it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from urllib.parse import quote, urlencode, urlsplit

from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from slatehouse.media.blobs import PartsOf
from slatehouse.media.keys import Keys
from slatehouse.media.s3.places import incoming, named_by, upload_of
from slatehouse.media.s3.service import Service
from slatehouse.media.signing import DOWNLOAD_LIFETIME, UPLOAD_LIFETIME, WINDOW

__all__ = ["Addresses"]

_DATE = "%Y%m%dT%H%M%SZ"


class Addresses:
    """`ClientAddresses` of the bucket of a service, whose keys stand in `keys`."""

    def __init__(self, service: Service, keys: Keys) -> None:
        self._service = service
        self._keys = keys

    @property
    def signed_as(self) -> str:
        """Differs when another key signs than before."""
        now = self._service.credentials()
        return f"{now.access_key}/{now.token or ''}"

    @property
    def origin(self) -> str:
        """See `ClientAddresses.origin`."""
        parts = urlsplit(self._service.address_of_bucket(self._service.public_endpoint))
        return f"{parts.scheme}://{parts.netloc}"

    def places(self, names: Iterable[str]) -> Mapping[str, str]:
        """See `ClientAddresses.places`: keys."""
        return self._keys.of_many(names)

    def to_read(self, place: str, content_type: str, disposition: str, start: float) -> str:
        """See `ClientAddresses.to_read`. No copy of the file counts longer than the address."""
        lifetime = DOWNLOAD_LIFETIME + WINDOW
        shown = {
            "response-cache-control": "private",
            "response-content-disposition": disposition,
            "response-content-type": content_type,
            "response-expires": formatdate(start + lifetime, usegmt=True),
        }
        return self.sign("GET", place, shown, start, lifetime)

    def to_put(self, token: str, now: float) -> str:
        """See `ClientAddresses.to_put`."""
        return self.sign("PUT", incoming(token), {}, now, UPLOAD_LIFETIME)

    def to_put_part(self, upload: PartsOf, number: int, now: float) -> str:
        """See `ClientAddresses.to_put_part`. The service knows no upload by an id that somebody made up."""
        key, upload_id = upload_of(upload) or (incoming(named_by(upload)), upload.upload_id)
        parameters = {"partNumber": str(number), "uploadId": upload_id}
        return self.sign("PUT", key, parameters, now, UPLOAD_LIFETIME)

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
        request.url = f"{address}?{urlencode(query, quote_via=quote, safe='', errors='surrogatepass')}"
        text = signer.string_to_sign(request, signer.canonical_request(request))
        return f"{request.url}&X-Amz-Signature={signer.signature(text, request)}"
