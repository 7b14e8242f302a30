"""Messages between coordinator, loader and workers: one JSON value each, over a local socket."""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

from fairlead.blobs import BlobRef, Blobs

# Whole messages, so that a queued order can be taken back by the coordinator or taken by the worker, never torn.
KIND = socket.SOCK_SEQPACKET if sys.platform == "linux" else socket.SOCK_DGRAM
LARGEST = 60_000
"""A longer message travels as a blob, because a socket takes about 200 kB at once."""

Message = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":")).encode


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected sockets."""
    return socket.socketpair(socket.AF_UNIX, KIND)


class Channel:
    """Send and receive messages on one end of a pair of sockets."""

    __slots__ = ("_buffer", "blobs", "socket")

    def __init__(self, end: socket.socket, blobs: Blobs | None = None) -> None:
        self.socket = end
        self.blobs = blobs
        # Received into the same place each time: to make room for the largest message anew costs 30 microseconds.
        self._buffer = bytearray(LARGEST + 1024)

    def fileno(self) -> int:
        """Return the file descriptor, for selectors."""
        return self.socket.fileno()

    def send(self, message: Message) -> None:
        """Send one message.

        Raises
        ------
        OSError
            The other end is closed.
        """
        data = _encode(message).encode()
        if len(data) > LARGEST and self.blobs is not None:
            # Both ends are on one machine. A loader that spoke to an object store could not fork any more.
            ref = self.blobs.nearby.write([data])
            data = json.dumps({"blob": [ref.digest, ref.size, ref.seal]}).encode()
        self.socket.send(data)

    def receive(self, *, wait: bool = True) -> Message | None:
        """Return the next message; None if the other end is closed, or if `wait` is off and there is none."""
        try:
            size = self.socket.recv_into(self._buffer, 0, 0 if wait else socket.MSG_DONTWAIT)
        except (BlockingIOError, ConnectionError):
            return None
        if not size:
            return None
        message: Message = json.loads(self._buffer[:size].decode())
        if len(message) == 1 and "blob" in message and self.blobs is not None:
            message = json.loads(self.blobs.nearby.read(BlobRef(*message["blob"])))
        return message

    def close(self) -> None:
        """Close this end."""
        self.socket.close()
