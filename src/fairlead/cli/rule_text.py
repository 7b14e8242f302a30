"""Rules of `fairlead check` for a person: a manual page, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from fairlead.cli.screen import Screen, count, cut
from fairlead.notebook.rules.rule import Rule, sections

WIDEST = 100
_STATE_OF = {"critical": "failed", "error": "failed", "warning": "retrying", "info": "cached"}


def list_lines(rules: Sequence[Rule], screen: Screen) -> list[str]:
    """Return rules by group, each with how bad it is and what it finds in one line."""
    widest = max((len(rule.name) for rule in rules), default=0)
    lines: list[str] = []
    for group in dict.fromkeys(rule.group for rule in rules):
        members = [rule for rule in rules if rule.group == group]
        lines += [screen.strong(group), *(_row(rule, widest, screen) for rule in members), ""]
    off = sum(not rule.on_by_default for rule in rules)
    fixable = sum(rule.fixable for rule in rules)
    closing = f"{count(len(rules), 'rule')}"
    closing += f"; * is off unless selected ({off})" if off else ""
    closing += f"; + can be mended ({fixable})" if fixable else ""
    return [*lines, f"{closing}. The page of one: fairlead rule NAME"]


def _row(rule: Rule, widest: int, screen: Screen) -> str:
    marks = f"{'' if rule.on_by_default else '*'}{'+' if rule.fixable else ''}".ljust(2)
    severity = rule.severity.ljust(8)
    room = min(screen.width, 120) - widest - 16
    return (
        f"  {rule.name.ljust(widest)}{marks} {screen.paint(severity, _STATE_OF[rule.severity])}"
        f"  {cut(rule.summary, max(room, 30))}"
    ).rstrip()


def page_lines(rule: Rule, screen: Screen) -> list[str]:
    """Return the manual page of a rule."""
    width = min(screen.width, WIDEST)
    about = [rule.group, screen.paint(rule.severity, _STATE_OF[rule.severity])]
    about += [] if rule.on_by_default else ["off unless selected"]
    about += ["can be mended"] if rule.fixable else []
    lines = [f"{screen.strong(rule.name)}  {' · '.join(about)}", *_text(rule.summary, width, "")]
    for title, text in sections(rule.manual).items():
        lines += ["", screen.strong(title), *_section(text, width, screen)]
    about_file = rule.group == "notebook"
    leave_out = f"--ignore {rule.name}" if about_file else f"# fairlead: ignore[{rule.name}] the reason"
    return [*lines, "", screen.strong("To leave one out"), f"  {leave_out}"]


def _section(text: str, width: int, screen: Screen) -> Iterator[str]:
    """Yield a section: paragraphs filled, code as it stands."""
    blocks = [block for block in text.replace("``", "`").split("\n\n") if block.strip()]
    for number, block in enumerate(blocks):
        if block.startswith((" ", "\t")):
            yield from (screen.paint(f"  {line}".rstrip(), "cached") for line in block.split("\n"))
            yield from [""] if number < len(blocks) - 1 else []
        elif block.strip().startswith(("- ", "* ")):
            yield from (f"  {line}" for line in block.split("\n"))
        else:
            yield from _text(block.replace("::", ":"), width, "  ")


def _text(text: str, width: int, indent: str) -> list[str]:
    return wrap(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
