"""The store: what happened, in a database. The only place that speaks SQL.

The SQL is portable text with ``:name`` parameters. SQLite, embedded, understands it as it stands and runs it
through Python's own sqlite3; PostgreSQL, shared, gets the same text through SQLAlchemy. Each file holds the
questions of one noun: `runs`, `schedules`, `validations`, `models`, `tests`, `keys`, `monitoring`, `lessons`.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from fairlead.store.drivers import Driver, open_driver
from fairlead.store.keys import Keys
from fairlead.store.lessons import Lessons
from fairlead.store.models import Models
from fairlead.store.monitoring import Monitoring
from fairlead.store.runs import Runs
from fairlead.store.schedules import Schedules
from fairlead.store.schema import migrate
from fairlead.store.tests import Tests
from fairlead.store.validations import Validations

__all__ = ["Keys", "Lessons", "Models", "Monitoring", "Runs", "Schedules", "Store", "Tests", "Validations"]


class Store:
    """Open the database of a project; make or migrate it where needed.

    Parameters
    ----------
    location : path of an SQLite file, or a URL such as ``postgresql://user@host/name``.
    durable : whether a commit also survives a power cut (it always survives a killed process).

    Raises
    ------
    StoreError
        The database cannot be reached, read or written, or a newer Fairlead has written it.

    >>> with Store(":memory:") as store:
    ...     store.runs.recent()
    []
    """

    def __init__(self, location: str | os.PathLike[str], *, durable: bool = False) -> None:
        self.location = os.fspath(location)
        self.driver: Driver = open_driver(self.location, durable=durable)
        try:
            migrate(self.driver)
        except BaseException:
            self.driver.close()
            raise
        self.runs = Runs(self.driver)
        self.schedules = Schedules(self.driver)
        self.validations = Validations(self.driver)
        self.models = Models(self.driver)
        self.tests = Tests(self.driver)
        self.keys = Keys(self.driver)
        self.lessons = Lessons(self.driver)
        self.monitoring = Monitoring(self.driver)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside as one: committed at the end, undone by an error."""
        with self.driver.transaction():
            yield

    def close(self) -> None:
        """Close the connection."""
        self.driver.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
