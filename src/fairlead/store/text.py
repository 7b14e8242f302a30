"""Write plain values as JSON text: one way only, so that equal values are equal text."""

from __future__ import annotations

import json
import json.encoder
from collections.abc import Callable
from typing import Any


def writer() -> Callable[[Any], str]:
    r"""Return a function that writes a value as JSON: keys in order, no blanks, ASCII only.

    The standard library's encoder sets its inner one up anew for each value, which takes several times as long as
    writing a small one. Where that inner one can be had it is set up once; the text is the same.

    >>> writer()({"b": [1, None], "a": "é"})
    '{"a":"\\u00e9","b":[1,null]}'
    """
    encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
    inner = getattr(json.encoder, "c_make_encoder", None)
    if inner is None:
        return encoder.encode
    write = inner(None, encoder.default, json.encoder.encode_basestring_ascii, None, ":", ",", True, False, True)
    return lambda value: "".join(write(value, 0))
