"""Bounds on what comes before a body and between its parts: how long it may be, and how long it may take.

uvicorn has neither with its quick parser. A client that sends headers without an end would fill the memory, and one
that sends nothing would hold its connection for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 64 * 1024
"""The request line and all headers together, bytes."""


BYTES_A_CHUNK = 8
"""What may come with each byte of a body that is sent in chunks, at least one byte each: length and line ends."""

MOST_UNREAD = 8_000_000
"""Bytes of a body that still arrive after its request was refused; a client that sends more is cut off."""


class BoundedProtocol(HttpToolsProtocol):
    """Refuse headers that are too long (431) or too slow (408); a connection between two requests may be silent.

    Attributes
    ----------
    head_seconds : float, for the headers of a request to arrive, from the connection or from their first byte.
    """

    head_seconds = 10.0

    _is_in_head = True
    _is_refused = False
    _head_bytes = 0
    _unread_bytes = 0
    _beside_bytes = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.head_seconds, self._is_too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the body."""
        if self._is_in_head:
            self._head_bytes += len(data)
        else:
            self._beside_bytes += len(data)
        super().data_received(data)
        if self._beside_bytes > MOST_BYTES:  # not of a body: headers behind it, or words behind the length of a chunk
            self.transport.close()
        if not self._is_in_head or not self._head_bytes or self._is_refused:
            return
        if self._head_bytes > MOST_BYTES:
            self._refuse(431, "The headers are too long.")
        elif self._timer is None:
            self._timer = self.loop.call_later(self.head_seconds, self._is_too_slow)

    def on_headers_complete(self) -> None:
        """Let the body come, which has limits of its own."""
        self._is_in_head = False
        self._stop_timer()
        # What came in one piece may have been mostly body, so the headers themselves are measured.
        if self._head_bytes > MOST_BYTES and self._head_size() > MOST_BYTES:
            self._refuse(431, "The headers are too long.")
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Hand the body on; what nobody reads any more is counted."""
        if self._is_refused:
            return
        self._beside_bytes -= len(body) * (1 + BYTES_A_CHUNK)
        if self.cycle.response_complete:
            self._unread_bytes += len(body)
            if self._unread_bytes > MOST_UNREAD:
                self.transport.close()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for the next request."""
        if self._is_refused:
            return
        super().on_message_complete()
        self._is_in_head, self._head_bytes, self._unread_bytes, self._beside_bytes = True, 0, 0, 0

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_too_slow(self) -> None:
        self._timer = None
        if self._is_in_head and self._is_free():
            self._refuse(408, "The headers did not arrive in time.")

    def _is_free(self) -> bool:
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _refuse(self, status: int, message: str) -> None:
        """Answer without the application, and close."""
        self._is_refused = True
        if self.transport.is_closing():
            return
        if self._is_free():
            self._write(status, message)
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say that what came is no HTTP, as all else is said, and close."""
        if not self.transport.is_closing():
            self._write(400, "The request is not valid HTTP.")
        self.transport.close()

    def _write(self, status: int, message: str) -> None:
        body = f'{{"error":"{message}"}}'.encode()
        head = f"HTTP/1.1 {status} Refused\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"connection: close\r\n\r\n" + body)
