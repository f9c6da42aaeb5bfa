"""Pages over HTTP, for the browser on this machine and for nobody else: loopback, GET and HEAD, nothing that writes."""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.browse.routes import HTML, Answer, answer
from copydesk.client import Desk
from copydesk.report.page import policy

ADDRESS = "127.0.0.1"
PORT = 8765

# Seconds that a connection may say nothing: a browser keeps some open that it does not use.
IDLE_SECONDS = 30

# What a page may not do, whatever is in it, and that no other site may show, hold or read it.
SECURITY_HEADERS = {
    "Content-Security-Policy": f"{policy()}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Browser(ThreadingHTTPServer):
    """Serves the pages of a desk until it is shut down."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = PORT) -> None:
        """Listens at once, on the loopback alone.

        Args:
            desk: whose records.
            port: 0 takes a free one.

        Raises:
            OSError: the port is taken.
        """
        self.desk = desk
        super().__init__((ADDRESS, port), _Handler)

    @property
    def address(self) -> str:
        """Where a browser finds the pages."""
        return f"http://{ADDRESS}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Browser
    timeout = IDLE_SECONDS
    protocol_version = "HTTP/1.1"
    server_version = f"copydesk/{__version__}"
    sys_version = ""
    # Names of this machine for itself. A page from elsewhere whose name was made to lead here has another one.
    own_names: ClassVar = frozenset({"127.0.0.1", "localhost", "::1"})

    def do_GET(self) -> None:
        """Answer with a page."""
        if not self._is_asked_by_own_name():
            self._send(
                Answer(
                    HTTPStatus.MISDIRECTED_REQUEST,
                    "text/plain",
                    "Only this machine is answered, by its own name.",
                )
            )
            return
        if self._is_part_of_another_page():
            self._send(Answer(HTTPStatus.FORBIDDEN, "text/plain", "Pages of others are not answered."))
            return
        self._send(answer(self.server.desk, self.path))

    def do_HEAD(self) -> None:
        """Answer with what would be before a page."""
        self.do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no request for a page: other methods, which would write, and what is no HTTP."""
        del message, explain
        self.close_connection = True  # a body is left unread
        if code == HTTPStatus.NOT_IMPLEMENTED:
            refused = Answer(HTTPStatus.METHOD_NOT_ALLOWED, "text/plain", "Nothing is written here.")
            self._send(refused, Allow="GET, HEAD", Connection="close")
        else:
            status = HTTPStatus(code)
            self._send(Answer(status, "text/plain", status.phrase), Connection="close")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
        """Say nothing: paths name what somebody reads."""

    def _is_asked_by_own_name(self) -> bool:
        """Whether the request names this machine, which that of a rebound name (DNS rebinding) does not."""
        hosts = self.headers.get_all("Host", [])
        try:
            return len(hosts) == 1 and urlsplit(f"//{hosts[0]}").hostname in self.own_names
        except ValueError:
            return False

    def _is_part_of_another_page(self) -> bool:
        """Whether another site's page asks, as for a picture; it could not read the answer, but each costs reads."""
        site, mode = self.headers.get("Sec-Fetch-Site", "none"), self.headers.get("Sec-Fetch-Mode")
        return site not in {"none", "same-origin"} and mode != "navigate"

    def _send(self, found: Answer, **headers: str) -> None:
        body = found.body.encode("utf-8", "replace")
        kind = found.kind if found.kind != HTML else f"{HTML}; charset=utf-8"
        lengths = {"Content-Type": kind, "Content-Length": str(len(body))}
        self.send_response(found.status)
        for name, value in {**SECURITY_HEADERS, **lengths, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
