"""A real receiver of payloads on this machine, which keeps what it gets and answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

PATIENCE = 90.0  # how long to wait for what must come; no test passes by waiting
RECORD = "0b9c4d52-55a2-4d0f-9d4d-0d6bb1c0a001"
ACCEPTED = b'{"id": "%s"}' % RECORD.encode()


class Request(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    headers: Message
    body: bytes


class Receiver:
    """What came in so far, and where to send more."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[Request] = []
        self.ended = threading.Event()
        self._arrival = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.socket.listen(256)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/telemetry"

    def keep(self, request: Request) -> None:
        with self._arrival:
            self.requests.append(request)
            self._arrival.notify_all()

    def wait(self, count: int = 1) -> list[Request]:
        """Return the requests once there are `count` of them, or those that came at all."""
        with self._arrival:
            self._arrival.wait_for(lambda: len(self.requests) >= count, PATIENCE)
            return list(self.requests)

    @contextmanager
    def serving(self) -> Iterator[Receiver]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.ended.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Keeps each request before it is answered."""

    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.receiver.keep(Request(self.command, self.path, self.headers, body))
        with suppress(OSError):  # a client that hangs up
            self.receiver.answer(self)

    do_GET = do_CONNECT = do_POST  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


Answer = Callable[[Handler], None]


def _handler(receiver: Receiver) -> type[Handler]:
    return type("ItsHandler", (Handler,), {"receiver": receiver})


def receiving(answer: Answer | None = None) -> AbstractContextManager[Receiver]:
    """Serve until the block ends; by default every payload is accepted."""
    return Receiver(answer or whole(201, ACCEPTED)).serving()


def whole(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer as a server does: `Retry_After="5"` is the header Retry-After."""
    own = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(handler: Handler) -> None:
        handler.head(status, {"Content-Length": str(len(body)), **own})
        handler.wfile.write(body)

    return answer


def cut(status: int, body: bytes) -> Answer:
    """Promise ten times the body, and close after it."""

    def answer(handler: Handler) -> None:
        handler.head(status, {"Content-Length": str(10 * len(body))})
        handler.wfile.write(body)

    return answer


def drip(status: int, body: bytes) -> Answer:
    """Send the body, then a space at a time for as long as the receiver lives."""

    def answer(handler: Handler) -> None:
        handler.head(status, {"Content-Length": str(2**30)})
        handler.wfile.write(body)
        while not handler.receiver.ended.wait(0.02):
            handler.wfile.write(b" ")

    return answer


def huge(status: int, size: int) -> Answer:
    """Send so many bytes, as long as the client takes them."""

    def answer(handler: Handler) -> None:
        handler.head(status, {"Content-Length": str(size)})
        for _ in range(size >> 20):
            handler.wfile.write(b"x" * (1 << 20))

    return answer


def silent(handler: Handler) -> None:
    """Never answer."""
    handler.receiver.ended.wait()


def hang_up(handler: Handler) -> None:
    """Close without a word."""
    handler.close_connection = True
