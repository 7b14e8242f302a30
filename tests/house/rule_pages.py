"""Write the pages of the documentation about the rules of `fairlead check`, from the rules themselves.

python tests/house/rule_pages.py
"""

from pages import DOCS

from fairlead.notebook.rules import all_rules
from fairlead.notebook.rules.notes import NOTES
from fairlead.notebook.rules.rule import Rule

FOLDER = DOCS / "rules"
TITLES = {
    "leakage": "Leakage: the score knows the answer",
    "evaluation": "Evaluation: what the score is worth",
    "randomness": "Randomness: the same again tomorrow",
    "state": "State: from top to bottom",
    "portability": "Portability: on another computer",
    "data": "Data: what comes in, what goes away",
    "serving": "Serving: from training to answers",
    "safety": "Safety: secrets, people, errors",
    "tests": "Tests",
    "hygiene": "Hygiene (off unless selected)",
}
"""A heading for each group, in the order of the list."""


def written_index() -> str:
    """Return the page that lists all rules."""
    rules = all_rules()
    lines = [
        "# Rules",
        "",
        f"`fairlead check` has {len(rules)} rules. `fairlead rule NAME` prints the page of one. Groups and names can",
        "be selected and ignored: `fairlead check --select leakage,abs-path --ignore magic-constants`.",
        "",
    ]
    for group, title in TITLES.items():
        members = [rule for rule in rules if rule.group == group]
        if members:
            lines += [f"## {title}", "", f"Group `{group}`.", "", "| | severity | |", "|---|---|---|"]
            lines += [f"| [`{one.name}`]({one.name}.md) | {one.severity} | {plain(one.summary)} |" for one in members]
            lines.append("")
    lines += ["## Notebook: about the file and the check itself", "", "They are no rules and cannot be selected, but"]
    lines += ["they can be ignored by name.", "", "| | severity | |", "|---|---|---|"]
    lines += [f"| [`{one.name}`]({one.name}.md) | {one.severity} | {plain(one.summary)} |" for one in NOTES.values()]
    return "\n".join(lines).rstrip("\n") + "\n"


def written(rule: Rule) -> str:
    """Return the page of a rule: its docstring, with its headings and examples as Markdown."""
    facts = [f"Group [`{rule.group}`](index.md)", f"severity {rule.severity}"]
    facts += ["on unless ignored" if rule.on_by_default else "off unless selected"]
    facts += ["`--fix` mends it where that is safe"] if rule.fixable else []
    body = "\n".join(_markdown(rule.manual.split("\n")))
    return f"# {rule.name}\n\n{', '.join(facts)}.\n\n{body.strip()}\n"


def _markdown(lines: list[str]) -> list[str]:
    """Turn underlined headings into Markdown's, and literal blocks into code, which is shown but not run."""
    found: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line and following and set(following) == {"-"} and len(following) == len(line):
            found.append(f"## {line}")
            number += 2
            if number < len(lines) and lines[number].strip():
                found.append("")
        elif line.endswith("::"):
            block, number = _block(lines, number + 1)
            found += [line[:-1], "", "```py", *block, "```", ""]
        else:
            found.append(plain(line, table=False))
            number += 1
    return found


def _block(lines: list[str], number: int) -> tuple[list[str], int]:
    """Return an indented block without its indent, and the line after it."""
    block: list[str] = []
    while number < len(lines) and (lines[number].startswith("    ") or not lines[number].strip()):
        block.append(lines[number][4:])
        number += 1
    while block and not block[0].strip():
        block.pop(0)
    while block and not block[-1].strip():
        block.pop()
    return block, number


def plain(text: str, *, table: bool = True) -> str:
    """Return text of a docstring as Markdown."""
    text = text.replace("``", "`")
    return text.replace("|", "\\|") if table else text


def pages() -> dict[str, str]:
    """Return every page as it should be, by its file name."""
    return {
        "index.md": written_index(),
        **{f"{rule.name}.md": written(rule) for rule in (*all_rules(), *NOTES.values())},
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    wanted = pages()
    for stale in {path.name for path in FOLDER.glob("*.md")} - wanted.keys():
        (FOLDER / stale).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text)
