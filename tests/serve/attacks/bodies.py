"""Bodies that no server may take for a row, by what is wrong with them; each is made anew by chance."""

from __future__ import annotations

import gzip
import json
import random
import string
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
Maker = Callable[[random.Random, Row], bytes]

DEEP = 100_000
DIGITS = 10_000


def text(row: Row) -> str:
    return json.dumps(row)


def with_value(row: Row, column: str, literal: str) -> bytes:
    """Return a row in which a column has a literal of JSON, or of what looks like it."""
    others = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in row.items() if name != column]
    return ("{" + ", ".join([*others, f"{json.dumps(column)}: {literal}"]) + "}").encode()


def column_of(chance: random.Random, row: Row, *kinds: type) -> str:
    return chance.choice(sorted(name for name, value in row.items() if type(value) in kinds))


def truncated(chance: random.Random, row: Row) -> bytes:
    whole = text(row)
    return whole[: chance.randrange(len(whole))].encode()


def flipped(chance: random.Random, row: Row) -> bytes:
    """Return a row in which some byte is another one, so that it is no JSON any more."""
    whole = bytearray(text(row).encode())
    while True:
        broken = bytearray(whole)
        broken[chance.randrange(len(broken))] = chance.randrange(256)
        if not is_json(bytes(broken)):
            return bytes(broken)


def is_json(data: bytes) -> bool:
    def refuse(literal: str) -> None:
        raise ValueError(literal)

    try:
        json.loads(data.decode("utf-8"), parse_constant=refuse)
    except ValueError:
        return False
    return True


def noise(chance: random.Random, row: Row) -> bytes:
    return bytes([255]) + chance.randbytes(chance.randrange(1, 2000))


def nested(chance: random.Random, row: Row) -> bytes:
    opened, closed = chance.choice([("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
    depth = chance.choice([200, 2_000, DEEP])
    inner = opened * depth + "1" + closed * depth * chance.choice([0, 1])
    return with_value(row, chance.choice(sorted(row)), inner) if chance.random() < 0.7 else inner.encode()


def not_finite(chance: random.Random, row: Row) -> bytes:
    literal = chance.choice(["NaN", "Infinity", "-Infinity", "nan", "inf", "1e400", "-1e400", "1e99999999"])
    return with_value(row, column_of(chance, row, int, float), literal)


def long_number(chance: random.Random, row: Row) -> bytes:
    digits = "".join(chance.choices(string.digits[1:], k=chance.choice([400, 4_000, DIGITS])))
    return with_value(row, column_of(chance, row, int, float), chance.choice(["", "-"]) + digits)


def odd_number(chance: random.Random, row: Row) -> bytes:
    literal = chance.choice(["01", "+1", ".5", "1.", "0x10", "1_000", "1,5", "--1", "1e", "１２"])
    return with_value(row, column_of(chance, row, int, float), literal)


def wrong_type(chance: random.Random, row: Row) -> bytes:
    if chance.random() < 0.5:
        return with_value(row, column_of(chance, row, int, float), chance.choice(['"12"', "[1]", "{}", '""']))
    return with_value(row, column_of(chance, row, str), chance.choice(["12", "1.5", '["basic"]', "{}"]))


def lone_surrogate(chance: random.Random, row: Row) -> bytes:
    half = f"\\u{chance.randrange(0xD800, 0xE000):04x}"
    return with_value(row, column_of(chance, row, str), f'"{chance.choice(["", "basic"])}{half}"')


def raw_surrogate(chance: random.Random, row: Row) -> bytes:
    return (
        text(row)
        .encode()
        .replace(b"basic", b"ba\xed\xa0\x80sic")
        .replace(b"pro", b"pr\xc0\xaf")
        .replace(b"team", b"\xff")
    )


def raw_control(chance: random.Random, row: Row) -> bytes:
    return with_value(row, column_of(chance, row, str), f'"a{chr(chance.randrange(32))}b"')


def other_encoding(chance: random.Random, row: Row) -> bytes:
    return text(row).encode(chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]))


def latin_1(chance: random.Random, row: Row) -> bytes:
    return with_value(row, column_of(chance, row, str), '"Größe"').decode().encode("latin-1")


def missing_column(chance: random.Random, row: Row) -> bytes:
    gone = chance.choice(sorted(row))
    return text({name: value for name, value in row.items() if name != gone}).encode()


def twice(chance: random.Random, row: Row) -> bytes:
    name = chance.choice(sorted(row))
    return (text(row)[:-1] + f", {json.dumps(name)}: {json.dumps(row[name])}}}").encode()


def no_row(chance: random.Random, row: Row) -> bytes:
    return chance.choice(
        [b"", b" \n", b"null", b"true", b"3", b'"x"', b"[]", b"{}", b"[[]]", b"[1, 2]", b"[null]", b'{"rows": []}',
         b'{"rows": {}}', b'{"rows": [[]]}', b"[{}]", b'{"": 1}', b"\xef\xbb\xbf"]
    )  # fmt: skip


def not_json(chance: random.Random, row: Row) -> bytes:
    whole = text(row)
    return chance.choice(
        [repr(dict(row)), whole[:-1] + ",}", whole + whole, whole + "x", "/* row */" + whole, whole.replace('"', "'"),
         "a=1&b=2", "<row/>", "a,b\n1,2\n", f"callback({whole})"]
    ).encode()  # fmt: skip


def zipped(chance: random.Random, row: Row) -> bytes:
    """Return a row as gzip; some are bombs that would be 50 MB."""
    data = b" " * 50_000_000 if chance.random() < 0.02 else text(row).encode()
    return gzip.compress(data, compresslevel=1)


def too_many_rows(chance: random.Random, row: Row) -> bytes:
    return b"[" + b"{}," * chance.choice([10_001, 100_000]) + b"{}]"


MALFORMED: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        truncated, flipped, noise, nested, not_finite, long_number, odd_number, wrong_type, lone_surrogate,
        raw_surrogate, raw_control, other_encoding, latin_1, missing_column, twice, no_row, not_json, zipped,
        too_many_rows,
    )
}  # fmt: skip
"""Every kind by its name."""


def malformed(count: int, row: Row, seed: int) -> Iterator[tuple[str, bytes]]:
    """Give bodies of all kinds in turn."""
    chance = random.Random(seed)
    names = sorted(MALFORMED)
    for number in range(count):
        name = names[number % len(names)]
        yield name, MALFORMED[name](chance, row)
