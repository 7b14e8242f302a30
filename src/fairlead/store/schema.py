"""The tables, and how a database of an earlier version becomes one of this version."""

from __future__ import annotations

from fairlead.errors import StoreVersionError
from fairlead.store.drivers import MIGRATION_LOCK, Driver

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE run (
            id TEXT PRIMARY KEY,
            pipeline TEXT NOT NULL,
            file TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            created DOUBLE PRECISION NOT NULL,
            started DOUBLE PRECISION,
            ended DOUBLE PRECISION,
            logical_date TEXT,
            options TEXT NOT NULL,
            owner TEXT,
            fence BIGINT NOT NULL DEFAULT 0,
            lease DOUBLE PRECISION NOT NULL DEFAULT 0,
            events BIGINT NOT NULL DEFAULT 0,
            usage TEXT
        )""",
        "CREATE INDEX run_created ON run (created)",
        # Apart from the run: its row is written with every transaction, and a graph can be large.
        "CREATE TABLE graph (run_id TEXT PRIMARY KEY, graph TEXT NOT NULL)",
        "CREATE INDEX run_state ON run (state)",
        """CREATE TABLE task (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            task_id TEXT NOT NULL,
            name TEXT NOT NULL,
            position BIGINT NOT NULL,
            state TEXT NOT NULL,
            attempt BIGINT NOT NULL DEFAULT 0,
            cached BIGINT NOT NULL DEFAULT 0,
            reason TEXT,
            started DOUBLE PRECISION,
            ended DOUBLE PRECISION,
            cpu DOUBLE PRECISION,
            pid BIGINT,
            pool TEXT,
            cache_key TEXT,
            artifact TEXT,
            rows_in BIGINT,
            rows_out BIGINT,
            error TEXT,
            source_run TEXT,
            PRIMARY KEY (run_id, task_id)
        )""",
        "CREATE INDEX task_pool ON task (pool, state) WHERE pool IS NOT NULL",
        """CREATE TABLE attempt (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            task_id TEXT NOT NULL,
            attempt BIGINT NOT NULL,
            state TEXT NOT NULL,
            started DOUBLE PRECISION,
            ended DOUBLE PRECISION,
            pid BIGINT,
            error TEXT,
            PRIMARY KEY (run_id, task_id, attempt)
        )""",
        """CREATE TABLE event (
            run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
            number BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            kind TEXT NOT NULL,
            task_id TEXT,
            attempt BIGINT,
            data TEXT,
            PRIMARY KEY (run_id, number)
        )""",
        """CREATE TABLE effect (
            effect_key TEXT PRIMARY KEY,
            run_id TEXT NOT NULL,
            task_id TEXT NOT NULL,
            attempt BIGINT NOT NULL,
            state TEXT NOT NULL,
            intended DOUBLE PRECISION NOT NULL,
            settled DOUBLE PRECISION,
            artifact TEXT
        )""",
        """CREATE TABLE request (
            id TEXT PRIMARY KEY,
            run_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            task_id TEXT,
            made DOUBLE PRECISION NOT NULL
        )""",
        "CREATE INDEX request_run ON request (run_id)",
        """CREATE TABLE schedule (
            name TEXT PRIMARY KEY,
            file TEXT NOT NULL,
            dag TEXT,
            expression TEXT NOT NULL,
            timezone TEXT NOT NULL,
            start DOUBLE PRECISION NOT NULL,
            catchup BIGINT NOT NULL,
            paused BIGINT NOT NULL DEFAULT 0,
            last_slot DOUBLE PRECISION
        )""",
        """CREATE TABLE slot (
            schedule TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            state TEXT NOT NULL,
            run_id TEXT,
            decided DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (schedule, at)
        )""",
    ),
    ("ALTER TABLE slot ADD COLUMN reason TEXT",),
    (
        """CREATE TABLE validation (
            id TEXT PRIMARY KEY,
            suite TEXT NOT NULL,
            source TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            row_count BIGINT NOT NULL,
            success BIGINT NOT NULL,
            worst TEXT,
            split TEXT,
            run_id TEXT,
            task_id TEXT,
            seconds DOUBLE PRECISION NOT NULL
        )""",
        "CREATE INDEX validation_suite ON validation (suite, at)",
        "CREATE INDEX validation_run ON validation (run_id) WHERE run_id IS NOT NULL",
        """CREATE TABLE rule_result (
            validation_id TEXT NOT NULL REFERENCES validation (id) ON DELETE CASCADE,
            position BIGINT NOT NULL,
            rule TEXT NOT NULL,
            sentence TEXT NOT NULL,
            considered BIGINT,
            unexpected BIGINT,
            observed TEXT,
            success BIGINT NOT NULL,
            PRIMARY KEY (validation_id, position)
        )""",
    ),
    (
        """CREATE TABLE model_version (
            name TEXT NOT NULL,
            version BIGINT NOT NULL,
            digest TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            run_id TEXT,
            actor TEXT NOT NULL,
            why TEXT NOT NULL,
            parts TEXT NOT NULL,
            card TEXT NOT NULL,
            retired DOUBLE PRECISION,
            PRIMARY KEY (name, version),
            UNIQUE (name, digest)
        )""",
        # A version on trial gets a share of the requests, or all of them without being heard; the alias stays.
        """CREATE TABLE model_alias (
            name TEXT NOT NULL,
            alias TEXT NOT NULL,
            version BIGINT NOT NULL,
            trial BIGINT,
            strategy TEXT NOT NULL,
            share DOUBLE PRECISION NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            actor TEXT NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (name, alias),
            FOREIGN KEY (name, version) REFERENCES model_version (name, version),
            FOREIGN KEY (name, trial) REFERENCES model_version (name, version)
        )""",
        """CREATE TABLE model_event (
            name TEXT NOT NULL,
            number BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            kind TEXT NOT NULL,
            version BIGINT,
            alias TEXT,
            previous BIGINT,
            subject TEXT,
            actor TEXT NOT NULL,
            why TEXT NOT NULL,
            data TEXT,
            PRIMARY KEY (name, number)
        )""",
        "CREATE INDEX model_event_subject ON model_event (name, kind, subject) WHERE subject IS NOT NULL",
    ),
    (
        """CREATE TABLE test_session (
            id TEXT PRIMARY KEY,
            at DOUBLE PRECISION NOT NULL,
            seconds DOUBLE PRECISION NOT NULL,
            model TEXT,
            version BIGINT
        )""",
        """CREATE TABLE test_result (
            session_id TEXT NOT NULL REFERENCES test_session (id) ON DELETE CASCADE,
            position BIGINT NOT NULL,
            test TEXT NOT NULL,
            layer TEXT,
            level TEXT,
            outcome TEXT NOT NULL,
            seconds DOUBLE PRECISION NOT NULL,
            said TEXT NOT NULL,
            proves TEXT NOT NULL,
            PRIMARY KEY (session_id, position)
        )""",
        "CREATE INDEX test_result_test ON test_result (test)",
    ),
    (
        # Who may ask a served model. The token itself is shown once and kept nowhere.
        """CREATE TABLE api_key (
            digest TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created DOUBLE PRECISION NOT NULL,
            actor TEXT NOT NULL,
            used DOUBLE PRECISION,
            revoked DOUBLE PRECISION
        )""",
        "CREATE UNIQUE INDEX api_key_name ON api_key (name) WHERE revoked IS NULL",
    ),
    (
        # What is kept of a batch for ever: where its profiles lie, not its rows.
        """CREATE TABLE batch (
            model TEXT NOT NULL,
            name TEXT NOT NULL,
            version BIGINT,
            versions TEXT NOT NULL,
            began DOUBLE PRECISION,
            ended DOUBLE PRECISION,
            row_count BIGINT NOT NULL,
            source TEXT NOT NULL,
            content TEXT NOT NULL,
            blobs TEXT NOT NULL,
            facts TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (model, name)
        )""",
        # One row for each number of outcomes at which the answers of a batch were measured.
        """CREATE TABLE batch_score (
            model TEXT NOT NULL,
            batch TEXT NOT NULL,
            labelled BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (model, batch, labelled),
            FOREIGN KEY (model, batch) REFERENCES batch (model, name) ON DELETE CASCADE
        )""",
        """CREATE TABLE monitor_look (
            model TEXT NOT NULL,
            number BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            batch TEXT,
            verdict TEXT NOT NULL,
            findings TEXT NOT NULL,
            PRIMARY KEY (model, number)
        )""",
        # How good the first model was found to be: what was promised does not move with later ones.
        """CREATE TABLE monitor_target (
            model TEXT PRIMARY KEY,
            version BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            metrics TEXT NOT NULL
        )""",
        # A cause starts one run. The row is there before the run begins.
        """CREATE TABLE retraining (
            model TEXT NOT NULL,
            cause TEXT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            run_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            version BIGINT,
            state TEXT NOT NULL,
            said TEXT,
            settled DOUBLE PRECISION,
            PRIMARY KEY (model, cause)
        )""",
    ),
    (
        # How far somebody has come in the lesson that is taken in this project.
        """CREATE TABLE lesson_answer (
            lesson TEXT NOT NULL,
            part TEXT NOT NULL,
            answer TEXT NOT NULL,
            points DOUBLE PRECISION,
            first DOUBLE PRECISION,
            best DOUBLE PRECISION,
            tries BIGINT NOT NULL,
            at DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (lesson, part)
        )""",
    ),
)
"""Statements by version: the n-th entry leads from version n to n + 1. Entries are added, never changed."""

VERSION = len(MIGRATIONS)


def version_of(driver: Driver) -> int:
    """Return the version of the tables in a database; 0 if it has none."""
    if not driver.has_table("meta"):
        return 0
    return int(driver.query("SELECT value FROM meta WHERE name = 'version'")[0]["value"])


def migrate(driver: Driver, target: int = VERSION) -> None:
    """Bring the tables to a version, in one transaction.

    Raises
    ------
    StoreVersionError
        The database was written by a newer Fairlead.
    """
    if version_of(driver) == target:
        return
    with driver.transaction():
        driver.lock(MIGRATION_LOCK)
        found = version_of(driver)  # another process may have been first
        if found > target:
            raise StoreVersionError.of(driver.location, found, target)
        if found == 0:
            driver.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            driver.execute("INSERT INTO meta VALUES ('version', '0')")
        for statements in MIGRATIONS[found:target]:
            for statement in statements:
                driver.execute(statement)
        driver.execute("UPDATE meta SET value = :value WHERE name = 'version'", {"value": str(target)})
