"""How much memory a store in a bucket takes, as a function to run in a child process."""

import resource
from pathlib import Path

from tests.fixtures.bucket import ACCESS_KEY, SECRET_KEY
from tests.media.shelves import keys_database

from slatehouse.config import S3Settings
from slatehouse.media.keys import Keys
from slatehouse.media.s3.blobs import S3Blobs
from slatehouse.media.s3.service import Service


def peak_growth_in_bucket(folder: str, endpoint: str, url: str, megabytes: int) -> int:
    """Bytes by which memory grew at most while a blob of this size was written and read."""
    settings = S3Settings(endpoint=endpoint, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    with keys_database(Path(folder)) as database:
        store = S3Blobs(Service(url, settings), Keys(database))
        store.write([b"warm up"])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        blob = store.write(bytes(1 << 16) for _ in range(megabytes << 4))
        assert sum(map(len, store.open(blob.name))) == megabytes << 20
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
