"""nginx serving the files of a folder: what downloads are measured against."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PATH = "/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin"
_SECONDS_TO_START = 10
# As Debian sets it up, without a log; whoever keeps a connection may ask as often as is wanted here.
_SETUP = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  default_type application/octet-stream;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {files}; }}
}}
"""


@contextmanager
def nginx(files: Path, folder: Path) -> Iterator[int | None]:
    """The port on which it serves `files`, one worker of it; None where it is not installed."""
    program = shutil.which("nginx", path=_PATH)
    if program is None:
        yield None
        return
    folder.mkdir()
    port = _free_port()
    setup = _SETUP.format(folder=folder, files=files, port=port)
    if getpass.getuser() == "root":
        # Its worker would be somebody else, who may not read in here.
        setup = f"user root;\n{setup}"
    (folder / "nginx.conf").write_text(setup)
    command = [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError("nginx does not start")
