"""Send malformed bodies to a server of its own and say what was answered.

python tests/serve/attacks/flood.py --bodies 10000 --seed 7
"""

from __future__ import annotations

import argparse
import http.client
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import malformed
from served import Served, make_project, serving

ROW = {"tenure": 12, "charge": 70.5, "plan": "basic", "paperless": True}
WARM = 500
"""Bodies that are sent before the memory counts."""


@dataclass(slots=True)
class Flood:
    """Count what happened."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    before: float = 0.0
    after: float = 0.0


def flood(served: Served, count: int, seed: int, warm: int = WARM) -> Flood:
    """Send bodies one after the other over a connection that is kept open where the server lets it.

    A violation is an answer that is no 4xx, one that is no JSON with a sentence in `error`, or none at all.
    """
    found = Flood()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    for number, (kind, body) in enumerate(malformed(count, ROW, seed)):
        if number == warm:
            found.before = served.memory()
        headers = {"Content-Type": "application/json"}
        if kind == "zipped":
            headers["Content-Encoding"] = "gzip"
        try:
            connection.request("POST", "/predict", body, headers)
            answer = connection.getresponse()
            said, status = answer.read(), answer.status
        except (OSError, http.client.HTTPException) as error:
            found.violations.append(f"{kind}, number {number}: {error!r}")
            connection.close()
            continue
        found.answers[kind, status] += 1
        if not 400 <= status < 500:
            found.violations.append(f"{kind}, number {number}: {status} {said[:200]!r} to {body[:200]!r}")
        elif b'"error"' not in said:
            found.violations.append(f"{kind}, number {number}: {status} says {said[:200]!r}")
    connection.close()
    found.after = served.memory()
    return found


def report(found: Flood) -> str:
    """Return what happened as text."""
    kinds = sorted({kind for kind, _ in found.answers})
    lines = [
        f"{kind:<16}" + "  ".join(f"{status}: {n}" for (k, status), n in sorted(found.answers.items()) if k == kind)
        for kind in kinds
    ]
    lines.append(f"memory {found.before:.1f} -> {found.after:.1f} MB; {len(found.violations)} violations")
    return "\n".join([*lines, *found.violations[:20]])


def main() -> int:
    """Flood a server and print what happened; return 1 if something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--bodies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", default="1")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_project(Path(folder))
        with serving(Path(folder), "--workers", asked.workers) as served:
            started = time.monotonic()
            found = flood(served, asked.bodies, asked.seed)
            print(report(found))
            print(f"{asked.bodies} bodies in {time.monotonic() - started:.1f} s")
    return 1 if found.violations else 0


if __name__ == "__main__":
    sys.exit(main())
