"""What `fairlead models` says: lines for people, documents for programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fairlead.cli.screen import count, moment, one_line
from fairlead.clock import show_duration, timestamp
from fairlead.model.code import NO_CODE

if TYPE_CHECKING:
    from fairlead.cli.screen import Screen
    from fairlead.finding import Finding
    from fairlead.model.diff import Difference
    from fairlead.model.evaluation.parity import Parity
    from fairlead.model.mlflow import Mirrored
    from fairlead.model.version import Holder, Version

METRICS_SHOWN = 4
"""So many metrics stand in the list; `show` has all of them."""

EVENTS_SHOWN = 12
WIDTH = 12
"""Characters before the colon-less labels of `show` end."""

Holders = Mapping[str, Sequence["Holder"]]

EMPTY = (
    "No models here. A task puts one there:",
    "  with Project.find().open_registry() as registry:",
    "      registry.put(Model.fit(name, recipe, X, y))",
    "Or see one made: fairlead init --example churn my-churn && cd my-churn && fairlead run",
)


def list_lines(
    screen: Screen, versions: Sequence[Version], holders: Holders, lost: Collection[str], now: float
) -> Iterator[str]:
    """Yield a table of versions, and what can be done next.

    Parameters
    ----------
    lost : versions that lack files, as in ``churn:2``.
    """
    if not versions:
        yield from EMPTY
        return
    metrics = list(dict.fromkeys(name for one in versions for name in one.metrics))[:METRICS_SHOWN]
    heads = ["model", "version", "aliases", *metrics, "rows", "age", "by", "digest"]
    table = [
        [
            one.name,
            str(one.version),
            ", ".join(filter(None, [standing_of(one, holders), "files gone" if str(one) in lost else ""])),
            *(number(one.metrics.get(name)) for name in metrics),
            f"{one.card['rows']:,}",
            show_duration(max(0.0, now - one.at)),
            one.actor,
            one.digest[:8],
        ]
        for one in versions
    ]
    yield from screen.columns(heads, table, right={"version", "rows", "age", *metrics})
    newest = versions[0]
    if lost:
        yield from ("", f"Files are gone, so it cannot be loaded: fairlead models show {min(lost)}")
    if not any(holders.values()):
        yield from ("", f'None is in use yet: fairlead models promote {newest} --why "..."')


def import_lines(uri: str, made: Version, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what an imported model is here, what is worth knowing about it, and what comes next."""
    card = made.card
    yield f"{made} is {uri}: {_task(card)}; {count(card['rows'], 'row')}, digest {made.digest[:12]}."
    yield from (one.message for one in findings)
    if not made.aliases:
        yield f'It is not in use yet: fairlead models promote {made} --why "..."'


def parity_lines(model: str, parity: Parity | None, plan: str | None) -> Iterator[str]:
    """Yield what was compared before a promotion; nothing if it was left out.

    Parameters
    ----------
    plan : what was proved of the plan of the model, as the rest of a sentence.
    """
    if plan is not None:
        yield f"{model} {plan.removesuffix('.')}."
    if parity is not None:
        are = "is" if parity.rows == 1 else "are"
        yield f"{count(parity.rows, 'row')} {are} answered over HTTP as by the trained model, to the last bit."


def mirror_lines(done: Mirrored) -> Iterator[str]:
    """Yield what is new in MLflow."""
    if not done.added and not done.moved:
        yield f"Nothing new: MLflow has {count(len(done.versions), 'version')} of {done.name}."
    for version in done.added:
        yield f"{done.name}:{version} is version {done.versions[version]} in MLflow."
    for alias, version in done.moved.items():
        yield f"{alias} in MLflow: version {done.versions[version]} ({done.name}:{version})."
    for alias in done.left_out:
        yield f"Left out: MLflow keeps the alias {alias} for itself."


def show_lines(
    screen: Screen,
    found: Version,
    documents: Mapping[str, Any] | None,
    damage: Sequence[str],
    holders: Holders,
    events: Sequence[Mapping[str, Any]],
    now: float,
) -> Iterator[str]:
    """Yield everything that a person asks of a version.

    Parameters
    ----------
    documents : None if it was retired or is damaged; damage : a sentence for each file that is not as it was written.
    """
    card = found.card
    standing = standing_of(found, holders)
    yield f"{screen.strong(str(found))}  {standing or 'without an alias'}"
    age = show_duration(max(0.0, now - found.at))
    yield _labelled("put", f"{moment(found.at)}, {age} ago, by {found.actor}{_because(found.why)}")
    if found.run:
        yield _labelled("run", f"{found.run}  (fairlead show {found.run})")
    yield _labelled("answers", _task(card))
    yield _labelled("trained on", f"{count(card['rows'], 'row')}{_seed(card)}")
    yield _labelled("libraries", ", ".join(f"{name} {version}" for name, version in card["versions"].items()))
    yield _labelled("digest", found.digest)
    for part in ("pipeline", "data", "code"):
        digest = card[f"{part}_digest"]
        yield _labelled(f"  {part}", "no code of its own" if digest == NO_CODE else digest[:16])
    for sentence in damage:
        yield _labelled("damaged", screen.paint(sentence, "failed"))
    if damage:
        yield _labelled("", "It is not loaded. Train it again: equal inputs give the same version, with new files.")
    elif documents is not None:
        rules = "none" if documents["suite"] is None else str(documents["suite"].get("name", "yes"))
        yield _labelled("suite", rules)
        yield _labelled("golden", f"{count(len(documents['golden']['rows']), 'row')}, compared to the last bit")
        yield _labelled("plan", _proof(found.version, events))
    else:
        yield _labelled("retired", f"{moment(found.retired)}; its files are no longer kept")
    yield from _pairs("metrics", {name: number(value) for name, value in card["metrics"].items()})
    yield from _pairs("parameters", {name: _shown(value) for name, value in card["params"].items()})
    yield from _pairs("metadata", {name: _shown(value) for name, value in card["metadata"].items()})
    if documents is not None:
        yield from ("", *_columns(screen, documents["schema"]))
    yield from ("", *_events(screen, events))


def _proof(version: int, events: Sequence[Mapping[str, Any]]) -> str:
    """Say what was proved of the plan of a version when it was put into use."""
    for event in reversed(events):
        plan = ((event["data"] or {}).get("evidence") or {}).get("plan") if event["version"] == version else None
        if isinstance(plan, Mapping) and "in_words" in plan:
            return str(plan["in_words"])
    return "proved when it is put into use, or served"


def diff_lines(screen: Screen, before: str, after: str, found: Sequence[Difference]) -> Iterator[str]:
    """Yield what is different, section by section."""
    if not found:
        yield f"{before} and {after} are the same."
        return
    heads = ["", "", before, after, "change"]
    table = []
    section = ""
    for one in found:
        name = "" if one.name == one.section else one.name
        first, section = (one.section if one.section != section else ""), one.section
        table.append([first, name, _side(one, one.before), _side(one, one.after), _change(one)])
    yield from screen.columns(heads, table, right={"change"})


def holder_line(name: str, now: Holder, before: int | None, *, ended: int | None = None) -> str:
    """Return what a promotion or a rollback has done, as one sentence."""
    if now.trial is not None:
        how = str(now.strategy)
        return f"{name}:{now.trial} is on trial beside the {now.alias} {name}:{now.version}: {how}."
    if ended is not None:
        return f"The trial of {name}:{ended} has ended; {name}:{now.version} is the {now.alias}."
    was = "nobody was" if before is None else f"{name}:{before} was"
    return f"{name}:{now.version} is the {now.alias}; {was}."


def standing_of(found: Version, holders: Holders) -> str:
    """Return the aliases of a version, and what it is on trial for."""
    trials = [
        f"on trial for {one.alias} ({one.strategy})"
        for one in holders.get(found.name, ())
        if one.trial == found.version
    ]
    retired = ["retired"] if found.retired is not None else []
    return ", ".join([*found.aliases, *trials, *retired])


def version_document(found: Version, holders: Holders) -> dict[str, Any]:
    """Return a version for programs."""
    held = [holder_document(one) for one in holders.get(found.name, ()) if found.version in (one.version, one.trial)]
    return {
        "model": found.name,
        "version": found.version,
        "aliases": list(found.aliases),
        "held": held,
        "digest": found.digest,
        "at": timestamp(found.at),
        "by": found.actor,
        "why": found.why,
        "run": found.run,
        "retired": None if found.retired is None else timestamp(found.retired),
        **{
            part: found.card[part]
            for part in (
                "task", "classes", "rows", "seed", "metrics", "params", "metadata", "versions",
                "pipeline_digest", "data_digest", "code_digest",
            )
        },
        "parts": dict(found.parts),
    }  # fmt: skip


def holder_document(holder: Holder) -> dict[str, Any]:
    """Return who holds an alias for programs."""
    return {
        "alias": holder.alias,
        "version": holder.version,
        "trial": holder.trial,
        "strategy": holder.strategy.kind,
        "share": holder.strategy.share,
        "at": timestamp(holder.at),
        "by": holder.actor,
        "why": holder.why,
    }


def event_document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event for programs."""
    kept = ("number", "kind", "version", "alias", "previous", "subject", "why", "data")
    return {**{name: row[name] for name in kept}, "at": timestamp(row["at"]), "by": row["actor"]}


def number(value: Any) -> str:
    """Return a metric for people; an empty text if there is none.

    >>> number(0.8449999), number(1.0), number(None)
    ('0.8450', '1.0000', '')
    """
    if value is None:
        return ""
    return f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.1f}"


def _labelled(label: str, text: str) -> str:
    return f"  {label.ljust(WIDTH)}{one_line(text)}"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _task(card: Mapping[str, Any]) -> str:
    classes = ", ".join(map(str, card["classes"]))
    return f"{card['task']}: {classes}" if classes else str(card["task"])


def _seed(card: Mapping[str, Any]) -> str:
    return "" if card["seed"] is None else f", seed {card['seed']}"


def _pairs(title: str, values: Mapping[str, str]) -> Iterator[str]:
    if not values:
        return
    width = max(map(len, values))
    yield from ("", title)
    yield from (f"  {name.ljust(width)}  {one_line(value)}" for name, value in values.items())


def _columns(screen: Screen, schema: Mapping[str, Any]) -> list[str]:
    heads = ["column", "kind", "missing", "in training"]
    table = [[one["name"], one["kind"], "may be" if one["nullable"] else "", _seen(one)] for one in schema["columns"]]
    return screen.columns(heads, table)


def _seen(column: Mapping[str, Any]) -> str:
    if column["categories"] is not None:
        shown = ", ".join(str(one) for one in column["categories"][:5])
        more = len(column["categories"]) - 5
        return f"{shown} and {more} more" if more > 0 else shown
    return "" if column["low"] is None else f"{_shown(column['low'])} to {_shown(column['high'])}"


def _events(screen: Screen, events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    heads = ["when", "what", "by", "why"]
    shown = list(events)[-EVENTS_SHOWN:]
    yield from screen.columns(heads, [[moment(one["at"]), _what(one), one["actor"], one["why"]] for one in shown])
    if len(shown) < len(events):
        yield f"{len(events) - len(shown)} earlier ones: --json"


def _what(event: Mapping[str, Any]) -> str:
    """Return an event in words."""
    version, alias, before = event["version"], event["alias"], event["previous"]
    was = f" (was {before})" if before is not None else ""
    words = {
        "put": f"version {version} was put here",
        "restore": f"version {version} was put here again",
        "promote": f"{alias}: {version}{was}",
        "trial": f"{version} on trial beside {alias} {before}: {(event['data'] or {}).get('strategy', '')}",
        "end_trial": f"{alias} stays {version}; the trial of {before} has ended",
        "rollback": f"{alias} back to {version}{was}",
        "retire": f"version {version} was retired",
        "look": f"holdout {(event['subject'] or '')[:8]} was looked at",
    }
    return words.get(event["kind"], str(event["kind"]))


def _side(one: Difference, value: Any) -> str:
    if one.section == "params" and value is None:
        return "(default)"
    text = number(value) if one.section == "metrics" else _shown(value)
    is_digest = isinstance(value, str) and len(value) == 64
    if value == NO_CODE:
        return "none of its own"
    return text[:12] if is_digest else "" if value is None else text


def _change(one: Difference) -> str:
    is_number = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (one.before, one.after))
    if one.section != "metrics" or not is_number:
        return ""
    return f"{one.after - one.before:+.4f}"


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return str(value.get("name", f"{len(value)} entries"))
    return str(value)
