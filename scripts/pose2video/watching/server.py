"""The view as a web page, for a browser on this machine and nobody else.

The server listens on the loopback address only. Every address begins with a key that is made
anew each time, so that another user of the machine cannot ask, nor a page from elsewhere in the
same browser; a `Host` that is not this machine is refused, since a foreign name can be made to
point here (DNS rebinding). It serves the page, its data, and the newest films by number: no path
ever comes from an address.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
import stat
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

HOSTS = ("127.0.0.1", "localhost")
FILES = {"": ("page.html", "text/html"), "page.js": ("page.js", "text/javascript")}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "media-src 'self'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
CHUNK = 1 << 18


class PageServer(ThreadingHTTPServer):
    """Serves the page of one `Watch` on a free port of this machine.

    Attributes:
        address: Where a browser finds it.
    """

    daemon_threads = True

    def __init__(self, watch):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.watch = watch
        self.prefix = f"/{secrets.token_urlsafe(12)}/"
        self.address = f"http://127.0.0.1:{self.server_address[1]}{self.prefix}"

    def handle_error(self, request, client_address):
        """Say nothing of a browser that hangs up in the middle of a film."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self):
        prefix = self.server.prefix
        try:
            host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        except ValueError:
            host = None
        given = self.path[: len(prefix)].encode(errors="replace")
        if host not in HOSTS or not hmac.compare_digest(given, prefix.encode()):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        what = self.path[len(prefix) :]
        film = re.fullmatch("film/([0-9]{1,9})", what)
        if what in FILES:
            name, kind = FILES[what]
            self._send(Path(__file__).with_name(name).read_bytes(), f"{kind}; charset=utf-8")
        elif what == "state":
            self._send(json.dumps(self.server.watch.state()).encode(), "application/json")
        elif film:
            self._send_film(self.server.watch.film(int(film[1])))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send(self, data, kind):
        self._head(HTTPStatus.OK, kind, len(data))
        self.wfile.write(data)

    def _send_film(self, path):
        """Send a film or the part of it that the browser asks for (players need parts to seek)."""
        try:
            file = open(path, "rb") if path else None  # noqa: SIM115, closed below
        except OSError:
            file = None
        if file is None or not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            part = re.fullmatch(r"bytes=(\d{1,15})-(\d{0,15})", self.headers.get("Range", ""))
            first = int(part[1]) if part else 0
            last = min(int(part[2]) if part and part[2] else size - 1, size - 1)
            if part and first > last:
                self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                return
            status = HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK
            extra = {"Accept-Ranges": "bytes"}
            if part:
                extra["Content-Range"] = f"bytes {first}-{last}/{size}"
            self._head(status, "video/mp4", last + 1 - first, extra)
            file.seek(first)
            left = last + 1 - first
            while left and (data := file.read(min(CHUNK, left))):
                self.wfile.write(data)
                left -= len(data)

    def _head(self, status, kind, length, extra=None):
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(length), **HEADERS, **(extra or {})}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        """Leave the terminal to the view."""
