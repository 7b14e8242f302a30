"""Input and output that nothing watches over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fairlead.notebook.facts import Facts
from fairlead.notebook.guards import is_within, try_spans
from fairlead.notebook.rules.rule import Hit, rule

_NETWORK = (
    *("requests.get", "requests.post", "requests.put", "urllib.request.urlopen", "urllib.request.urlretrieve"),
    *("httpx.get", "httpx.post", "urllib2.urlopen"),
)
_HANDLING: tuple[type[ast.stmt], ...] = (ast.Try, ast.Raise, ast.Assert)
_LOOKS = re.compile(r"raise_for_status|status_code|\.ok\b|\bexists\(|is_file\(|isfile\(|\.empty\b|\.status\b")

_WORDS = ("raise_for_status", "status_code", ".ok", "exists", "is_file", "isfile", ".empty", ".status")
"""One of which is in whatever `_LOOKS` finds."""


@rule("safety", "info")
def no_error_handling(facts: Facts) -> Iterator[Hit]:
    """Find notebooks that read and write, or ask other servers, and never look whether it worked.

    What it does
    ------------
    Reports the first question to another server (``requests.get``, ``urlopen``) that is in no ``try`` and whose
    status nobody looks at. Otherwise it reports the first read of a notebook that reads data and saves something, and
    in which there is no ``try``, ``raise``, ``assert`` or look at a file anywhere. At most one finding a notebook.

    Why it hurts in production
    --------------------------
    Files come late and servers answer with an error page. Without a word about that case, the run stops in the middle
    with half of its results written, or goes on with an error page instead of data.

    Example
    -------
    Bad::

        # %%
        import requests

        rates = requests.get("https://rates.bank.test/today").json()

    Good::

        # %%
        import requests

        answer = requests.get("https://rates.bank.test/today", timeout=10)
        answer.raise_for_status()
        rates = answer.json()

    Fix
    ---
    Ask whether it worked (``raise_for_status``, ``exists``), say what happens if not, and write results only at the
    end.

    Known limits
    ------------
    Any handling anywhere in the notebook is taken as an answer.
    """
    index = facts.index
    asked = next(index.calls(*_NETWORK), None)
    reads = [use for use in facts.files if use.kind == "read" and use.sure] if asked is None else []
    if asked is None and not (reads and any(use.kind == "write" and use.sure for use in facts.files)):
        return
    if facts.mentions(*_WORDS) and _LOOKS.search(facts.code):
        return
    if asked is not None:
        found, name = asked
        if not is_within(found, try_spans(index)):
            yield Hit(
                index.place(found), f"`{name}` may fail, and nothing here looks whether it did.", evidence={"by": name}
            )
    elif not any(index.of(kind) for kind in _HANDLING):
        call = reads[0].call
        message = "The notebook reads and writes files, and nowhere says what happens if that fails."
        yield Hit(index.place(call), message, "medium", evidence={"by": reads[0].by})
