"""Ask a server one row at a time over connections that stay open, and check every answer.

Reads an order as JSON on standard input: port, path, bodies, answers, where (the path to the probability in an answer),
tolerance, connections, warm (requests that are not counted), seconds. Says "ready" when warm, waits for a line, and
prints what it saw. Nothing but the standard library, so that the load costs little beside the server.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any


class Connection(asyncio.Protocol):
    """Send the next request as soon as the last one is answered."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.ask()

    def ask(self) -> None:
        number = self.load.next()
        if number is None:
            self.transport.close()
            return
        self.number, self.sent = number, time.perf_counter()
        self.transport.write(self.load.requests[number])

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        if length is None:
            raise ValueError(f"no content-length: {head!r}")
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        self.load.answered(self.number, time.perf_counter() - self.sent, int(head[9:12]), rest[:length])
        self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        self.load.lost(error)


class Load:
    """Count what is asked and answered."""

    def __init__(self, order: dict[str, Any]) -> None:
        head = f"POST {order['path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        self.requests = [
            f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode() for body in order["bodies"]
        ]
        self.order = order

    async def run(self, connections: int, most: float, seconds: float) -> dict[str, Any]:
        """Ask until so many requests are answered or so much time is over."""
        self.times: list[float] = []
        self.identical, self.wrong, self.most, self.asked = 0, [], most, 0
        self.end = time.perf_counter() + seconds
        self.open, self.done = connections, asyncio.Event()
        started = time.perf_counter()
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.order["port"])
        await asyncio.wait_for(self.done.wait(), seconds + 60)
        wall = time.perf_counter() - started
        ordered = sorted(self.times)
        return {
            "requests": len(ordered),
            "wall": wall,
            "identical": self.identical,
            "unanswered": self.asked - len(ordered),
            "wrong": len(self.wrong),
            "sample": self.wrong[:1],
            **{
                name: 1000 * ordered[int(len(ordered) * part)]
                for name, part in (("p50", 0.5), ("p99", 0.99))
                if ordered
            },
        }

    def next(self) -> int | None:
        if self.asked >= self.most or time.perf_counter() >= self.end:
            return None
        self.asked += 1
        return self.asked % len(self.requests)

    def answered(self, number: int, took: float, status: int, body: bytes) -> None:
        self.times.append(took)
        right, found = self.order["answers"][number], None
        if status == 200:
            found = json.loads(body)
            for step in self.order["where"]:
                found = found[step]
        if found == right:
            self.identical += 1
        elif found is None or abs(found - right) > self.order["tolerance"]:
            self.wrong.append(f"{status} {body[:300].decode(errors='replace')}, and {right} is right")

    def lost(self, error: Exception | None) -> None:
        if error is not None:
            self.wrong.append(repr(error))
        self.open -= 1
        if self.open == 0:
            self.done.set()


def main() -> None:
    order = json.loads(sys.stdin.readline())
    load = Load(order)
    warm = asyncio.run(load.run(order["connections"], order["warm"], 60.0))
    print(json.dumps({"ready": warm["requests"], "sample": warm["sample"]}), flush=True)
    sys.stdin.readline()
    print(json.dumps(asyncio.run(load.run(order["connections"], float("inf"), order["seconds"]))), flush=True)


if __name__ == "__main__":
    main()
