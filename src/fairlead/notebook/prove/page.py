"""A proof as one HTML file that can be mailed: no other files, no scripts. The verdict stands first."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from fairlead.notebook.prove.proof import SENTENCES, Proof, Row

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1d2330;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d9dde5;vertical-align:top}
td.n{text-align:right}code{font-size:.9em}.verdict{padding:.8rem 1rem;border-left:.4rem solid;background:#f5f6f8}
.yes{border-color:#1b7f4b}.no{border-color:#b3261e}.same{color:#1b7f4b}.close{color:#7a5b00}.different{color:#b3261e}
.unknown,.partly{color:#5b6475}
@media(prefers-color-scheme:dark){body{background:#14171d;color:#dfe3ea}.verdict{background:#1d222b}
th,td{border-color:#333a46}.same{color:#6fd39c}.close{color:#e2c15c}.different{color:#ff8a80}.unknown,.partly{color:#a3acbb}}
"""

WORDS = {
    "same": "same to the bit",
    "partly": "same in what can be compared",
    "close": "within tolerance",
    "different": "different",
    "unknown": "not compared",
}

MODES = {
    "exact": "Exact: the random state travels along the tasks that draw random numbers.",
    "parallel": "Parallel: every task that draws random numbers begins with a seed of its own; the notebook was run"
    " with the same seeds at the same places.",
    "none": "No task draws from a random stream that tasks share.",
}


def html_page(proof: Proof) -> str:
    """Return the whole page."""
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>Proof: {escape(proof.notebook)}</title><style>{STYLE}</style></head><body>",
            f"<h1>Does the pipeline compute what <code>{escape(proof.notebook)}</code> computes?</h1>",
            *_verdict(proof),
            *_changes(proof),
            *_results(proof),
            *_uncompared(proof),
            *_about(proof),
            "</body></html>",
        )
    )


def _verdict(proof: Proof) -> Iterator[str]:
    sentence = escape(SENTENCES[proof.verdict])
    yield f'<div class="verdict {"yes" if proof.is_proved else "no"}"><strong>{sentence}</strong>'
    yield f"<br>{escape(summary(proof))}"
    if proof.first is not None:
        yield f"<br>{escape(decided(proof, proof.first))}"
    yield "</div>"


def summary(proof: Proof) -> str:
    """Return the counts: "21 results: 20 same to the bit, 1 not compared"."""
    parts = [f"{proof.count(one)} {WORDS[one]}" for one in WORDS if proof.count(one)]
    unstable = sum(row.is_unstable for row in proof.rows)
    more = [f"{unstable} that the notebook itself does not repeat"] if unstable else []
    number = len(proof.uncompared)
    more += [f"{number} {'thing was' if number == 1 else 'things were'} not compared"] if number else []
    return f"{len(proof.rows)} results: {', '.join([*parts, *more])}." if proof.rows else "There are no results."


def decided(proof: Proof, row: Row) -> str:
    """Return what decided the verdict, in a sentence."""
    place = f"task {row.task}, {row.name}" if row.task else f"file {row.name}"
    cell = f" (cell {row.cell})" if row.cell else ""
    if row.is_unstable or (proof.verdict == "does not repeat"):
        where, one, other = row.again or ("", "", "")
        return f"First: {place}{cell}{', ' * bool(where)}{where}: once {one}, then {other}."
    if row.outcome in ("close", "different"):
        way = f", {row.where}" if row.where else ""
        return f"First: {place}{cell}{way}: notebook {row.notebook}, pipeline {row.pipeline}."
    where, one, other = row.again or ("", "", "")
    return f"First: {place}{cell}: the notebook itself once {one}, then {other}."


def _changes(proof: Proof) -> Iterator[str]:
    if not proof.fixes:
        return
    yield "<h2>What mending changed</h2><p>The notebook was mended before it was converted; the pipeline is compared"
    yield "with the mended notebook. Here the notebook as it was is compared with the mended one.</p><ul>"
    for fix in proof.fixes:
        cell, message, rule = (escape(str(fix.get(name, ""))) for name in ("cell", "message", "rule"))
        yield f"<li>cell {cell}: {message} ({rule})</li>"
    yield "</ul>"
    if not proof.changes:
        yield "<p>No result that the notebook says has changed.</p>"
        return
    yield "<table><tr><th>result</th><th>cell</th><th>reported</th><th>after mending</th></tr>"
    for one in proof.changes:
        note = "" if one.repeats else " (does not repeat itself)"
        cells = (one.label + note, str(one.cell), one.before, one.after)
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    yield "</table>"


def _results(proof: Proof) -> Iterator[str]:
    heads = "".join(f"<th>{head}</th>" for head in ("task", "result", "cell", "outcome", "first difference"))
    yield f"<h2>Results</h2><table><tr>{heads}</tr>"
    for row in proof.rows:
        outcome = "does not repeat" if row.is_unstable else WORDS[row.outcome]
        yield (
            f"<tr><td>{escape(row.task or 'file')}</td><td>{escape(row.name)}</td><td class=n>{row.cell or ''}</td>"
            f'<td class="{escape(row.outcome)}">{outcome}</td><td>{escape(difference(row))}</td></tr>'
        )
    yield "</table>"


def difference(row: Row) -> str:
    """Return where a result differs first, and both values."""
    if row.is_unstable and row.again is not None:
        where, one, other = row.again
        return f"{where}: notebook once {one}, then {other}".removeprefix(": ")
    if row.outcome not in ("close", "different"):
        return "; ".join(why for _, why in row.uncompared[:2])
    apart = f" ({row.largest:.1e} apart)" if row.outcome == "close" else ""
    return f"{row.where}: {row.notebook} → {row.pipeline}{apart}".removeprefix(": ")


def _uncompared(proof: Proof) -> Iterator[str]:
    if proof.uncompared:
        yield f"<h2>Not compared: {len(proof.uncompared)}</h2><ul>"
        yield from (f"<li>{escape(what)}: {escape(why)}</li>" for what, why in proof.uncompared)
        yield "</ul>"
    if proof.only_pipeline:
        yield f"<p>Files that only the pipeline writes: {escape(', '.join(proof.only_pipeline))}.</p>"


def _about(proof: Proof) -> Iterator[str]:
    about = proof.identity
    yield (
        f"<h2>What was run</h2><p>{escape(proof.at)}. The notebook from top to bottom"
        if proof.order == "document"
        else (f"<h2>What was run</h2><p>{escape(proof.at)}. The notebook in the order of its execution counts")
    )
    runs = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in proof.runs.items())
    yield f" in fresh processes, then the pipeline: {escape(runs)}. {escape(MODES.get(proof.mode, ''))}"
    yield f"Threads of each library: {escape(str(about.get('threads', '')))}.</p>"
    packages = ", ".join(f"{name} {version}" for name, version in about.get("packages", {}).items())
    machine = f"{about.get('python', '')} on {about.get('machine', '')}"
    yield f"<p>Python {escape(machine)}: {escape(packages)}.</p>"
    yield "<table><tr><th>file</th><th>sha256</th></tr>"
    for kind in ("notebook", "code", "data"):
        for name, digest in about.get(kind, {}).items():
            yield f"<tr><td>{escape(name)}</td><td><code>{escape(digest)}</code></td></tr>"
    yield "</table>"
