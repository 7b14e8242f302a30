"""What the store knows of API keys: the digest of each, whose it is, since when, and whether it still counts."""

from __future__ import annotations

from fairlead.store.drivers import Driver, Row, Values
from fairlead.store.runs import clean

KEY_COLUMNS = ("digest", "name", "created", "actor", "used", "revoked")


class Keys:
    """Ask and tell about API keys.

    A key has the `digest` of its token, the `name` of who asks with it, the time it was `created` at and by which
    `actor`, when it was last `used`, and since when it is `revoked`. Of keys with one name one counts at most.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def add(self, key: Values) -> bool:
        """Write a new key; False, and nothing is written, if one with its name counts already."""
        names, values = ", ".join(KEY_COLUMNS), ", ".join(f":{name}" for name in KEY_COLUMNS)
        row = {name: _packed(key.get(name)) for name in KEY_COLUMNS}
        sql = f"INSERT INTO api_key ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"
        return self._driver.execute(sql, row) == 1

    def revoke(self, name: str, at: float) -> bool:
        """Let a key no longer count; False if there is none of this name that does."""
        sql = "UPDATE api_key SET revoked = :at WHERE name = :name AND revoked IS NULL"
        return self._driver.execute(sql, {"name": clean(name), "at": at}) == 1

    def all(self) -> list[Row]:
        """Return every key, also the revoked ones, by name and age."""
        return self._driver.query("SELECT * FROM api_key ORDER BY name, created, digest")

    def active(self) -> list[Row]:
        """Return the keys that count, by name."""
        return self._driver.query("SELECT * FROM api_key WHERE revoked IS NULL ORDER BY name")

    def note_use(self, digest: str, at: float) -> None:
        """Write when a key was last used; an earlier time than the known one changes nothing."""
        sql = "UPDATE api_key SET used = :at WHERE digest = :digest AND (used IS NULL OR used < :at)"
        self._driver.execute(sql, {"digest": digest, "at": at})


def _packed(value: object) -> object:
    return clean(value) if isinstance(value, str) else value
