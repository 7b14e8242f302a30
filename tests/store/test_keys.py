"""What the store must remember of API keys, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from fairlead.store import Store
from fairlead.store.schema import VERSION, migrate, version_of

NOW = 1_795_445_112.25


def add(store: Store, digest: str, name: str, at: float = NOW) -> bool:
    return store.keys.add({"digest": digest, "name": name, "created": at, "actor": "ada"})


def test_a_key_comes_back_as_it_was_written(store: Store) -> None:
    assert add(store, "d1", "web-shop\x00")
    row = {"digest": "d1", "name": "web-shop", "created": NOW, "actor": "ada", "used": None, "revoked": None}
    assert [{**one, "name": one["name"][:8]} for one in store.keys.all()] == [row]
    assert len(store.keys.active()) == 1


def test_of_keys_with_one_name_one_counts_at_most(store: Store) -> None:
    assert add(store, "d1", "shop")
    assert not add(store, "d2", "shop")
    assert not add(store, "d1", "other")
    assert store.keys.revoke("shop", NOW + 1)
    assert not store.keys.revoke("shop", NOW + 2)
    assert not store.keys.revoke("nobody", NOW + 2)
    assert store.keys.active() == []
    assert add(store, "d2", "shop", NOW + 3)
    assert [(row["digest"], row["revoked"]) for row in store.keys.all()] == [("d1", NOW + 1), ("d2", None)]
    assert [row["digest"] for row in store.keys.active()] == ["d2"]


def test_the_latest_use_counts_whoever_tells_of_it_first(store: Store) -> None:
    add(store, "d1", "shop")
    for at in (NOW + 5, NOW + 9, NOW + 7):
        store.keys.note_use("d1", at)
    assert [row["used"] for row in store.keys.all()] == [NOW + 9]


def test_a_store_from_before_there_were_keys_gets_their_table(location: str) -> None:
    from fairlead.store.drivers import open_driver

    driver = open_driver(location, durable=False)
    migrate(driver, 5)
    driver.close()
    with Store(location) as store:
        assert version_of(store.driver) == VERSION
        assert store.keys.all() == []
