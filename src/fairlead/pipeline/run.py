"""Run a pipeline: pump the plan, hand out orders, and write down what happened before anyone relies on it.

The crash protocol, in the order in which it must hold:

1. The run and all its tasks are committed before anything runs.
2. One process owns the run (`Runs.take`): each owner has a higher fence than the one before.
3. A claim (task, attempt, fence) is committed before its order is sent. What runs share, a place in a pool or
   a side effect, is claimed in that same transaction (`Journal.claim`).
4. The worker writes the blob, then the manifest under the cache key.
5. The coordinator commits the task as done; every commit first checks that the fence is still its own.
6. Whoever resumes takes every valid manifest for a finished task, so that a kill between 4 and 5, or a deleted
   database, costs nothing.
"""

from __future__ import annotations

import heapq
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fairlead.blobs import Blobs
from fairlead.clock import Clock, SystemClock
from fairlead.errors import LoaderDiedError
from fairlead.pipeline.artifacts import Artifact, is_stored
from fairlead.pipeline.cache import canonical, key_of_text
from fairlead.pipeline.capture import keep_log, log_name
from fairlead.pipeline.channel import Message
from fairlead.pipeline.choice import Choice
from fairlead.pipeline.crash import crash_point
from fairlead.pipeline.engines.engine import Engine, Worker
from fairlead.pipeline.hands import Flight, Hands
from fairlead.pipeline.journal import Event, Journal, Row, Terms
from fairlead.pipeline.outcomes import Outcomes
from fairlead.pipeline.plan import Plan, allowed_retries, retry_delay
from fairlead.pipeline.publish import Publisher
from fairlead.pipeline.results import Output, Results, as_message
from fairlead.pipeline.spec import Graph, TaskSpec
from fairlead.store import Store

POLL = 0.2
"""Seconds between looks at what other processes ask of the run (cancel)."""

LOST_LIMIT = 3
"""So often an attempt may be lost with its worker before the task counts as failed: it may be what kills it."""

UNBEGUN_LIMIT = 3
"""So often a new worker may die before it begins its first order before that counts as failed."""

LOADER_LIMIT = 3
"""So often the loader may die and be started again before the run gives up."""


Given = tuple[Output, str, str]
"""What a task gave, under which key, and in which run."""


class Coordinator:
    """Drive one run from its first claim to its last commit; the only writer of its rows.

    Parameters
    ----------
    run, rows : the run and its tasks as the store has them; the run is owned by this process under `fence`.
    folder : the project's folder; `logs` is where tasks' output goes.
    given : of tasks that are taken as they are, what they gave; for the others their latest stored output is taken.
    on_event : told every event as soon as it is committed.
    """

    def __init__(
        self,
        *,
        run: Mapping[str, Any],
        rows: Iterable[Row],
        fence: int,
        graph: Graph,
        engine: Engine,
        store: Store,
        blobs: Blobs,
        logs: str,
        folder: str,
        choice: Choice | None = None,
        given: Mapping[str, Given] | None = None,
        clock: Clock | None = None,
        on_event: Callable[[Event], None] = lambda event: None,
    ) -> None:
        self.id: str = run["id"]
        self.graph = graph
        self.engine = engine
        self.store = store
        self.blobs = blobs
        self.logs = engine.logs = logs
        self.choice = choice or Choice()
        self.given = given or {}
        self.clock = clock or SystemClock()
        self.plan = Plan(graph, graph.tasks if self.choice.tasks is None else self.choice.tasks)
        self.journal = Journal(run, rows, fence, store, self.clock, on_event)
        self.results = Results(run, graph, store, blobs)
        self.publisher = Publisher(blobs, folder, self.journal)
        self.outcomes = Outcomes(
            graph, self.plan, self.journal, self.results, self.publisher, self.clock, self.choice.item
        )
        self.hands = Hands(engine, self._enters_pool)
        self.deadlines: list[tuple[float, str, int]] = []
        self.delayed: list[tuple[float, str]] = []
        self.retried: dict[str, int] = {}
        self.lost: dict[str, int] = {}
        self.unbegun: dict[str, int] = {}
        self.parts: dict[str, str] = {}
        self.begun_effects: set[str] = set()
        self.in_pool: dict[str, int] = {}
        self.others_in_pool: Mapping[str, int] | None = None
        self.cancelling = False
        self.unwanted: set[str] = set()
        self.loader_deaths = 0
        self.next_look = 0.0

    # The loop

    def pump(self) -> tuple[str, str | None]:
        """Run until every task has ended; return the state of the run and a reason.

        Raises
        ------
        FencedError
            Another process has taken the run over; everything here must be stopped.
        KeyboardInterrupt
            A person stopped it; see `interrupt`.
        """
        self._take_reused()
        self._take_over()
        while True:
            self._consider_ready()
            self._dispatch()
            self._commit()
            self.hands.send()
            if self._is_finished():
                break
            self._hear()
        state = self.plan.outcome()
        if self.publisher.problems and state == "succeeded":
            return "failed", "; ".join(self.publisher.problems)
        return state, self._reason(state)

    def _take_over(self) -> None:
        """Put back what an earlier owner had in flight, and name what its killed workers had said."""
        for row in self.journal.rows.values():
            if row["state"] == "running":
                keep_log(self.logs, row["pid"], log_name(row["task_id"], row["attempt"]))
                self.journal.change(row, state="pending")

    def _is_finished(self) -> bool:
        return self.plan.is_finished and not self.publisher.orders and not self.hands.flights

    def _commit(self) -> None:
        """Write what has happened: before an order is sent, at the end, and otherwise when it is due."""
        has_claims = self.hands.has_unsent
        is_time = has_claims or self._is_finished() or self.journal.due <= self.clock.monotonic()
        if is_time and self.journal.commit():
            crash_point("claim-committed" if has_claims else "result-committed")

    def _reason(self, state: str) -> str | None:
        if state == "cancelled":
            return "cancelled on request"
        failed = [name for name, one in self.plan.state.items() if one == "failed" and name not in self.plan.parts]
        return f"failed: {', '.join(failed)}" if failed else None

    def interrupt(self, reason: str) -> None:
        """Put what was in flight back to pending, for whoever resumes."""
        for flight in self.hands.ground():
            if flight.is_call:
                row = self.outcomes.row(flight.id)
                keep_log(self.logs, flight.worker.pid, log_name(flight.id, row["attempt"]))
                self.journal.attempt(row, "interrupted", self.clock.now())
                self.journal.change(row, state="pending", reason=reason)
        self.journal.event("run_interrupted", reason=reason)
        self.journal.commit()

    # Deciding about tasks that can start

    def _take_reused(self) -> None:
        """Take the latest stored outputs of tasks that a partial run does not cover."""
        for name in self.choice.reused:
            followers = [spec.id for spec in self.plan.specs.values() if name in spec.upstream]
            output, key, source = self.given.get(name) or self.results.latest(name, followers[0])
            self.results.outputs[name], self.results.keys[name] = output, key
            if output is None:
                self.journal.change(self.outcomes.row(name), state="skipped", reason=f"gave nothing in run {source}")
                continue
            reason = f"stored output of run {source} used again"
            self.journal.change(
                self.outcomes.row(name),
                state="succeeded",
                cached=1,
                reason=reason,
                source_run=source,
                cache_key=key,
                artifact=output.to_dict() if isinstance(output, Artifact) else None,
            )

    def _consider_ready(self) -> None:
        """Take stored results where they may stand for a run; queue the rest."""
        while self.delayed and self.delayed[0][0] <= self.clock.monotonic():
            self._queue(heapq.heappop(self.delayed)[1])
        for task_id in self.plan.take():
            if self.cancelling:
                self.outcomes.settle(task_id, "cancelled", "the run was cancelled")
                continue
            if self.unwanted and any(_is_meant(task_id, one) for one in self.unwanted):
                self.outcomes.settle(task_id, "cancelled", "cancelled on request")
                continue
            spec = self.outcomes.spec(task_id)
            parts = self.results.parts(task_id, spec)
            text = canonical(parts)
            key = self.results.keys[task_id] = key_of_text(text)
            row = self.outcomes.row(task_id)
            before = (row["state"], row["cache_key"])
            row["cache_key"] = key
            self.parts[task_id] = text
            if spec.is_map(task_id):
                self._expand_or_queue(task_id, key)
            elif spec.effect and self._settle_cut_off(task_id, spec, row, before[1]):
                continue
            elif not self._adopt(task_id, spec, row, is_own=before == ("succeeded", key)):
                self._queue(task_id)

    def _settle_cut_off(self, task_id: str, spec: TaskSpec, row: Row, earlier: str | None) -> bool:
        """Settle an effect of this run that was cut off under another key, because its code was edited since."""
        if earlier in (None, row["cache_key"]) or spec.idempotency_key:
            return False
        known = self.store.runs.effect(self.results.effect_key(task_id, spec, earlier), self.clock.now())
        if known is None or known["state"] != "intent" or known["run_id"] != self.id:
            return False
        found = self.results.stored(spec, str(earlier), forced=spec.id in self.choice.forced, now=self.clock.now())
        if found is not None:
            self.outcomes.recover(task_id, spec, row, found[0], "its result was stored before the interruption")
        elif self._is_said(self.choice.assume_done, task_id, spec):
            self._assume_done(task_id, spec, row)
        elif self._may_repeat(task_id, spec):
            return False
        else:
            row["cache_key"] = earlier  # the key under which it is uncertain, for whoever resumes next
            self.outcomes.fail_unknown(task_id)
        return True

    def _adopt(self, task_id: str, spec: TaskSpec, row: Row, *, is_own: bool = False) -> bool:
        """Settle a task without running it, where a stored result or what is known of an effect allows that.

        Parameters
        ----------
        is_own : an earlier owner of this same run has committed the task under this key.
        """
        if is_own and row["artifact"]:
            artifact = Artifact.from_dict(row["artifact"])
            if is_stored(artifact, self.blobs):
                self.outcomes.go_on(task_id, spec, artifact)
                return True
        forced = spec.id in self.choice.forced
        if spec.effect and (decided := self._adopt_effect(task_id, spec, row)) is not None:
            return decided
        found = self.results.stored(spec, row["cache_key"], forced=forced, now=self.clock.now())
        if found is None:
            return False
        artifact, run_id = found
        if run_id == self.results.run_id:
            self.outcomes.recover(task_id, spec, row, artifact, "its result was stored before the interruption")
        else:
            self.outcomes.take_cached(task_id, spec, row, artifact, run_id, f"same code and inputs as in run {run_id}")
        return True

    def _adopt_effect(self, task_id: str, spec: TaskSpec, row: Row) -> bool | None:
        """Decide about a side effect from what is known of it; None if that says nothing.

        A forced task does again what other runs have done, not what this run itself has begun.
        """
        known = self.store.runs.effect(self.results.effect_key(task_id, spec), self.clock.now())
        is_own = known is not None and known["run_id"] == self.id
        forced = spec.id in self.choice.forced
        if known is None or known["state"] == "failed" or (forced and not is_own):
            return None
        if known["state"] == "done":
            reason = f"already done by run {known['run_id']}; an effect is not repeated"
            self.outcomes.take_cached(
                task_id, spec, row, Artifact.from_dict(known["artifact"]), known["run_id"], reason
            )
            return True
        if self.results.stored(spec, row["cache_key"], forced=forced, now=self.clock.now()) is not None:
            return None
        if known["held"] and not is_own:
            return False  # its claim will be refused until that run knows how it went
        if self._is_said(self.choice.assume_done, task_id, spec):
            self._assume_done(task_id, spec, row)
            return True
        if self._may_repeat(task_id, spec):
            return False
        self.outcomes.fail_unknown(task_id)
        return True

    def _may_repeat(self, task_id: str, spec: TaskSpec) -> bool:
        """Tell whether a side effect may be repeated of which nobody knows whether it happened."""
        return spec.idempotency_key is not None or self._is_said(self.choice.repeat_effects, task_id, spec)

    def _is_said(self, word: frozenset[str], task_id: str, spec: TaskSpec) -> bool:
        """Tell whether a person has said this of an effect: of what was cut off before, not of what began since."""
        return spec.id in word and task_id not in self.begun_effects

    def _assume_done(self, task_id: str, spec: TaskSpec, row: Row) -> None:
        from fairlead.pipeline.artifacts import store_output  # the one case in which the coordinator stores

        self.outcomes.recover(task_id, spec, row, store_output(None, self.blobs), "a person has said that it was done")

    # Mapped tasks

    def _expand_or_queue(self, task_id: str, key: str) -> None:
        stored = self.blobs.get_named(f"{key}.items")
        items = [Artifact.from_dict(values) for values in json.loads(stored)] if stored else []
        if stored and all(is_stored(item, self.blobs) for item in items):
            self.outcomes.expand(task_id, items)
        else:
            self._queue(task_id)

    # Handing out work

    def _queue(self, task_id: str) -> None:
        spec = self.outcomes.spec(task_id)
        sizes = [(one.size, name) for name in spec.data if isinstance(one := self.results.outputs.get(name), Artifact)]
        is_map = spec.is_map(task_id)
        executor = "process" if is_map else spec.executor
        largest = max(sizes)[1] if sizes else None
        self.hands.queue(task_id, executor, largest, is_effect=spec.effect and not is_map)

    def _dispatch(self) -> None:
        """Give workers something to do as soon as one of them will soon have nothing."""
        if not self.hands.is_low:
            return
        self.others_in_pool = None
        for executor in ("process", "thread"):
            for task_id, worker in self.hands.next_pairs(executor):
                self._claim(task_id, worker)
        while self.publisher.orders and (free := self.hands.free_worker("process")) is not None:
            order = self.publisher.orders.popleft()
            self.hands.assign(order["task"], free, order)

    def _enters_pool(self, task_id: str) -> bool:
        spec = self.outcomes.spec(task_id)
        if spec.pool is None or spec.is_map(task_id):
            return True
        own, limit = self.in_pool.get(spec.pool, 0), self.graph.pools[spec.pool]
        if own >= limit or own + self._others_in(spec.pool) >= limit:
            return False
        self.in_pool[spec.pool] = own + 1
        return True

    def _others_in(self, pool: str) -> int:
        """Count the tasks of other runs in a pool, as it was when this round began; the claim looks again."""
        if self.others_in_pool is None:
            self.others_in_pool = self.store.runs.running_in_pools(self.clock.now(), self.id)
        return self.others_in_pool.get(pool, 0)

    def _leave_pool(self, flight: Flight) -> None:
        pool = self.outcomes.spec(flight.id).pool
        if pool is not None and flight.is_call:
            self.in_pool[pool] -= 1

    def _claim(self, task_id: str, worker: Worker) -> None:
        """Write that a task begins, and give its order to a worker; or leave it to another run for now."""
        spec = self.outcomes.spec(task_id)
        row = self.outcomes.row(task_id)
        do = "expand" if spec.is_map(task_id) else "call"
        begun = {
            "state": "running",
            "attempt": row["attempt"] + 1,
            "started": self.clock.now(),
            "ended": None,
            "reason": None,
            "error": None,
            "cached": 0,
            "source_run": None,
            "pid": None,
        }
        if do == "call" and (spec.pool is not None or spec.effect):
            if not self.journal.claim(row, self._terms(task_id, spec), **begun):
                self._stand_back(task_id, spec, row)
                return
            self.begun_effects.add(task_id)
            crash_point("claim-committed")
        else:
            self.journal.change(row, **begun)
        self.hands.assign(task_id, worker, self._order(task_id, spec, row, do))

    def _terms(self, task_id: str, spec: TaskSpec) -> Terms:
        forced = spec.id in self.choice.forced
        return Terms(
            pool=spec.pool,
            others=self.graph.pools[spec.pool] - self.in_pool[spec.pool] if spec.pool is not None else 0,
            effect_key=self.results.effect_key(task_id, spec) if spec.effect else None,
            uncertain=forced or self._may_repeat(task_id, spec),
            again=forced,
        )

    def _stand_back(self, task_id: str, spec: TaskSpec, row: Row) -> None:
        """Look again soon: another run was faster to the last place in the pool, or to the same effect."""
        if spec.pool is not None:
            self.in_pool[spec.pool] -= 1
        if not (spec.effect and self._adopt_effect(task_id, spec, row)):
            heapq.heappush(self.delayed, (self.clock.monotonic() + POLL, task_id))

    def _order(self, task_id: str, spec: TaskSpec, row: Row, do: str) -> Message:
        item = self.results.items.get(task_id)
        values = {name: self.results.provided(name, spec) for name in spec.provided if name != "idempotency_key"}
        if "idempotency_key" in spec.provided:
            values["idempotency_key"] = self.results.effect_key(task_id, spec)
        return {
            "do": do,
            "run": self.results.run_id,
            "fence": self.journal.fence,
            "task": task_id,
            "name": spec.id,
            "attempt": row["attempt"],
            "key": row["cache_key"],
            "parts": self.parts[task_id],
            "inputs": {
                name: as_message(self.results.outputs.get(name)) for name in spec.reads(is_part=item is not None)
            },
            "item": item.to_dict() if item else None,
            "values": values,
            "seed": spec.seed,
            "log": f"{self.logs}/{log_name(task_id, row['attempt'])}",
        }

    # Hearing what became of it

    def _hear(self) -> None:
        try:
            for worker, message in self.engine.wait(self._patience()):
                if message["event"] == "died":
                    self._bury(worker, message["status"])
                elif message["event"] == "started":
                    self._began(worker, message)
                else:
                    self._ended(message)
        except LoaderDiedError:
            self._restart_engine()
        now = self.clock.monotonic()
        while self.deadlines and self.deadlines[0][0] <= now:
            _, task_id, attempt = heapq.heappop(self.deadlines)
            self._time_out(task_id, attempt)
        if now >= self.next_look:
            self.next_look = now + POLL
            self._answer_requests()

    def _patience(self) -> float:
        """Return how long to wait for reports, seconds."""
        now = self.clock.monotonic()
        moments = [self.journal.due, now + POLL]
        moments += [self.deadlines[0][0]] if self.deadlines else []
        moments += [self.delayed[0][0]] if self.delayed else []
        return max(0.0, min(moments) - now)

    def _began(self, worker: Worker, message: Message) -> None:
        flight = self.hands.flights.get((message["task"], message["attempt"]))
        if flight is None:
            return
        flight.began = message["at"]
        if flight.order["do"] == "publish":
            return
        row = self.journal.change(self.outcomes.row(flight.id), started=message["at"], pid=worker.pid)
        if not flight.is_call:
            return
        self.journal.event("task_started", flight.id, row["attempt"], pid=worker.pid)
        timeout = self.outcomes.spec(flight.id).timeout
        if timeout is not None:
            heapq.heappush(self.deadlines, (self.clock.monotonic() + timeout, flight.id, row["attempt"]))

    def _ended(self, message: Message) -> None:
        flight = self.hands.landed(message)
        if flight is None:
            return
        crash_point("result-received")
        if flight.order["do"] == "publish":
            self.publisher.ended(flight, message)
            return
        self._leave_pool(flight)
        spec = self.outcomes.spec(flight.id)
        row = self.outcomes.row(flight.id)
        if message["state"] == "expanded":
            self.blobs.put_named(f"{row['cache_key']}.items", json.dumps(message["items"]).encode())
            self.outcomes.expand(flight.id, [Artifact.from_dict(values) for values in message["items"]])
            return
        self.journal.change(row, ended=message["at"], cpu=message["cpu"])
        self.journal.measured(row, message.get("measured", ()))
        if message["state"] == "succeeded":
            self.outcomes.succeed(flight.id, spec, row, Artifact.from_dict(message["artifact"]))
        elif message["state"] == "skipped":
            if spec.effect:
                self.journal.effect(self.results.effect_key(flight.id, spec), row, "failed")
            self.outcomes.settle(flight.id, "skipped", message["reason"])
        else:
            self.journal.attempt(row, "failed", message["at"], message["error"])
            self._fail_attempt(flight, spec, message["error"])

    def _fail_attempt(self, flight: Flight, spec: TaskSpec, error: Mapping[str, Any]) -> None:
        """Repeat a failed attempt if its exception type is one that may be, else fail the task."""
        row = self.outcomes.row(flight.id)
        # Of an effect that was killed nobody knows whether it happened: its intent stands.
        if spec.effect and not flight.timed_out:
            self.journal.effect(self.results.effect_key(flight.id, spec), row, "failed")
        repetition = self.retried.get(flight.id, 0) + 1
        if self.cancelling or repetition > allowed_retries(spec, error.get("kinds", ())):
            self.outcomes.fail(flight.id, error)
            return
        self.retried[flight.id] = repetition
        wait = retry_delay(spec, repetition, jitter=int.from_bytes(os.urandom(4), "big") / 2**32)
        heapq.heappush(self.delayed, (self.clock.monotonic() + wait, flight.id))
        reason = f"attempt {row['attempt']} failed: {error['message']}"
        self.journal.change(row, state="retrying", error=dict(error), reason=reason)
        self.journal.event("task_retrying", flight.id, row["attempt"], wait=wait, error=dict(error))

    # Workers that die, run out of time, or are cancelled

    def _bury(self, worker: Worker, status: int) -> None:
        """Bring back the orders of a dead worker."""
        flights = self.hands.ground(worker)
        blamed = _blamed(worker, flights)
        for flight in flights:
            self._bring_back(flight, status, counts=flight in blamed)

    def _bring_back(self, flight: Flight, status: int, *, counts: bool, reports_lost: bool = False) -> None:
        """Decide about an order whose worker is gone.

        Parameters
        ----------
        counts : whether it may be what the worker died of.
        reports_lost : whether it may have begun although nothing was heard of that.
        """
        if flight.order["do"] == "publish":
            self.publisher.again(flight, counts=counts)
            return
        self._leave_pool(flight)
        row = self.outcomes.row(flight.id)
        spec = self.outcomes.spec(flight.id)
        now = self.clock.now()
        if flight.began is not None:
            keep_log(self.logs, flight.worker.pid, log_name(flight.id, row["attempt"]))
        if flight.cancelled:
            self.journal.attempt(row, "cancelled", now)
            self.outcomes.settle(flight.id, "cancelled", "cancelled on request")
        elif flight.timed_out:
            error = {
                "type": "TimeoutError",
                "message": f"not finished after {spec.timeout:g} s; its worker was killed",
                "kinds": ["builtins.TimeoutError", "builtins.OSError", "builtins.Exception"],
            }
            self.journal.change(row, ended=now)
            self.journal.attempt(row, "failed", now, error)
            if spec.effect and not self._may_repeat(flight.id, spec):
                self.outcomes.fail_unknown(flight.id)
            else:
                self._fail_attempt(flight, spec, error)
        elif flight.is_call and (flight.began is not None or reports_lost) and self._adopt(flight.id, spec, row):
            return  # it had stored its result, and only the report was lost
        else:
            self._lose(flight, spec, row, f"signal {-status}" if status < 0 else f"exit code {status}", counts=counts)

    def _lose(self, flight: Flight, spec: TaskSpec, row: Row, how: str, *, counts: bool) -> None:
        """Put a task whose worker is gone back in line, unless that has happened too often."""
        began = flight.began is not None
        deaths, limit = (self.lost, LOST_LIMIT) if began else (self.unbegun, UNBEGUN_LIMIT)
        deaths[flight.id] = deaths.get(flight.id, 0) + counts
        is_last = deaths[flight.id] >= limit
        if began or is_last:
            self.journal.attempt(row, "lost", self.clock.now(), {"type": "WorkerDied", "message": how})
            self.journal.event("task_lost", flight.id, row["attempt"], reason=f"its worker died ({how})")
        if not is_last:
            attempt = row["attempt"] - (not began)
            self.journal.change(row, state="pending", reason=f"its worker died ({how})", attempt=attempt)
            self._queue(flight.id)
            return
        if not began and spec.effect and not self._may_follow_unknown(spec):
            self.journal.effect(self.results.effect_key(flight.id, spec), row, "failed")
        self.outcomes.fail(flight.id, _death(limit, how, began=began))

    def _may_follow_unknown(self, spec: TaskSpec) -> bool:
        """Tell whether an effect may have been claimed after one of which nobody knows whether it happened.

        Of any other that was not called it is known that it did not happen, and nobody has to be asked.
        """
        return spec.idempotency_key is not None or spec.id in self.choice.repeat_effects | self.choice.forced

    def _restart_engine(self) -> None:
        """Start anew after the loader died, and with it every worker."""
        self.loader_deaths += 1
        self.engine.close()
        if self.loader_deaths > LOADER_LIMIT:
            raise  # the error that brought us here
        before = self.engine.graph_text
        self.engine.load()
        if self.engine.graph_text != before:
            raise  # the file was edited meanwhile: a resume decides by the new code, this run goes by the old
        self.journal.event("engine_restarted", reason="the loader process died")
        for flight in self.hands.ground():
            self._bring_back(flight, -9, counts=flight.began is not None, reports_lost=True)

    def _time_out(self, task_id: str, attempt: int) -> None:
        flight = self.hands.flights.get((task_id, attempt))
        if flight is not None:
            flight.timed_out = True
            self.engine.cancel(flight.worker)

    def _answer_requests(self) -> None:
        if self.store.runs.others_wrote():
            for request in self.store.runs.requests(self.id):
                self.journal.answered(request["id"])
                if request["kind"] == "cancel":
                    self._cancel(request["task_id"])

    def _cancel(self, task_id: str | None) -> None:
        """Cancel one task, or everything."""
        self.journal.event("cancel_requested", task_id)
        if task_id is None:
            self.cancelling = True
            self.publisher.orders.clear()
        else:
            self.unwanted.add(task_id)  # it may not even be able to start yet
        for flight in self.hands.flights.values():
            if _is_meant(flight.id, task_id):
                flight.cancelled = True
                self.engine.cancel(flight.worker)
        waiting = self.hands.withdraw(lambda one: _is_meant(one, task_id))
        waiting += [one for _, one in self.delayed if _is_meant(one, task_id)]
        self.delayed = [entry for entry in self.delayed if entry[1] not in waiting]
        heapq.heapify(self.delayed)
        for one in waiting:
            self.outcomes.settle(one, "cancelled", "cancelled on request")


def _is_meant(one: str, task_id: str | None) -> bool:
    return task_id is None or one == task_id or one.startswith(f"{task_id}[")


def _blamed(worker: Worker, flights: Sequence[Flight]) -> Sequence[Flight]:
    """Return the orders that may be what a worker died of.

    That is what it had begun, not what waited behind it; and nothing, if it was killed on purpose. A worker that
    dies before it has begun anything at all, as when a hook of the user's file ends every fork, would be replaced
    for ever if that did not count: it does against the order that was its first.
    """
    if any(flight.timed_out or flight.cancelled for flight in flights):
        return ()
    begun = [flight for flight in flights if flight.began is not None]
    return begun if begun or worker.has_begun else flights[:1]


def _death(times: int, how: str, *, began: bool) -> dict[str, Any]:
    """Return the error of a task whose workers have died too often."""
    if began:
        message = f"its worker died {times} times ({how})"
        hint = "signal 9 is often the system running out of memory; other signals are crashes in a library"
    else:
        message = f"its worker died {times} times before it began ({how})"
        hint = "a worker is forked from the process that imported the file: look for hooks of os.register_at_fork, "
        hint += "for libraries that cannot be forked, and for memory running out"
    return {"type": "WorkerDied", "message": message, "hint": hint}
