"""What lets pages of a site reach its bucket: the rules that docs/manual/media-store.md tells, kept in front
of a service that has none. Ranges are cut at the end of a file here, as S3 does, since the service refuses
those that go past it.
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

__all__ = ["door_to"]

_RANGE = re.compile(r"bytes=0-(\d+)")
_METHODS, _HEADERS, _EXPOSED = "GET, HEAD, PUT", "content-type, range", "ETag, Content-Range"


@contextmanager
def door_to(endpoint: str, origin: str) -> Iterator[str]:
    """The address of the door to a service, which pages of the origin may go through."""
    behind = urlsplit(endpoint).netloc

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            self._allow()
            self.end_headers()

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with closing(http.client.HTTPConnection(behind, timeout=60)) as service:
                headers = dict(self.headers)
                wanted = _RANGE.fullmatch(headers.pop("Range", ""))
                service.request(self.command, self.path, body or None, headers)
                answer = service.getresponse()
                read = whole = answer.read()
            if wanted and answer.status == 200:
                read = whole[: int(wanted[1]) + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes 0-{len(read) - 1}/{len(whole)}")
            else:
                self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self._allow()
            self.send_header("Content-Length", str(len(read)))
            self.end_headers()
            self.wfile.write(read)

        do_PUT = do_GET

        def _allow(self) -> None:
            if self.headers.get("Origin") == origin:
                self.send_header("Access-Control-Allow-Origin", origin)
                self.send_header("Access-Control-Allow-Methods", _METHODS)
                self.send_header("Access-Control-Allow-Headers", _HEADERS)
                self.send_header("Access-Control-Expose-Headers", _EXPOSED)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
