"""The rules by group: a table of names, from which each rule is imported when it is needed.

A rule is a function in the file of its name (`abs_path.py` holds `abs-path`); its docstring is its manual page.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from fairlead.errors import CheckError
from fairlead.notebook.rules.notes import NOTES
from fairlead.notebook.rules.rule import Rule

GROUPS: dict[str, tuple[str, ...]] = {
    "leakage": (
        "preprocess-before-split",
        "preprocess-before-cv",
        "feature-selection",
        "target-encoding",
        "resample-before-split",
        "train-test-overlap",
        "refit-on-test",
        "multi-test",
        "target-in-features",
        "time-shuffled",
        "group-split",
        "early-stopping-on-test",
        "threshold-on-test",
    ),
    "evaluation": (
        "no-holdout",
        "eval-on-train-only",
        "accuracy-on-imbalance",
        "split-not-stratified",
        "no-baseline",
        "single-split-score",
    ),
    "randomness": ("no-seed-split", "no-seed-model", "no-seed-global"),
    "state": (
        "hidden-state-out-of-order",
        "undefined-on-restart",
        "stale-cell",
        "redefinition-across-cells",
        "cell-not-idempotent",
        "cell-cycle",
        "error-in-output",
        "unparsable-cell",
    ),
    "portability": (
        "abs-path",
        "remote-data-unpinned",
        "data-snapshot-missing",
        "env-coupling",
        "magic-shell",
        "deps-unpinned",
        "deps-missing",
        "interactive-dependency",
        "nondeterministic-source",
    ),
    "data": (
        "input-without-schema",
        "silent-row-loss",
        "merge-no-validate",
        "manual-edit-of-data",
        "magic-constants",
    ),
    "serving": (
        "train-serve-encoding",
        "preprocess-not-persisted",
        "model-not-saved",
        "model-not-versioned",
        "model-pickle-unsafe",
    ),
    "safety": (
        "secret-in-code",
        "secret-in-output",
        "pii-in-output",
        "warnings-silenced",
        "bare-except",
        "no-error-handling",
    ),
    "tests": ("no-tests-no-asserts", "no-functions"),
    "hygiene": (
        "cell-too-long",
        "notebook-too-long",
        "star-import",
        "import-not-at-top",
        "untitled-notebook",
        "output-bloat",
    ),
}
"""Every rule by its group. A new rule: its name here, its file beside this one, its corpus in tests/notebook/corpus."""


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by group."""
    return tuple(_rule(name) for names in GROUPS.values() for name in names)


def find_rule(name: str) -> Rule:
    """Return the rule of this name.

    Raises
    ------
    CheckError
        There is none.

    >>> find_rule("unparsable-cell").group
    'state'
    """
    for rule in all_rules():
        if rule.name == name:
            return rule
    raise CheckError.unknown_rule(name, [rule.name for rule in all_rules()])


def chosen_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that are to run.

    Parameters
    ----------
    select : names of rules or groups, or ``all``; without any, those that are on by default.
    ignore : names of rules or groups that are left out, whatever else is said.

    Raises
    ------
    CheckError
        A name is neither a rule's nor a group's.
    """
    return _chosen(tuple(select), tuple(ignore))


@cache
def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    wanted, unwanted = _names(select), _names(ignore)
    return tuple(
        rule
        for rule in all_rules()
        if rule.name not in unwanted and (rule.name in wanted if wanted else rule.on_by_default)
    )


def _names(said: Iterable[str]) -> frozenset[str]:
    """Return the names of rules that are meant: groups are spelled out."""
    known = {rule.name for rule in all_rules()}
    found: set[str] = set()
    for one in said:
        if one == "all":
            found |= known
        elif one in GROUPS:
            found |= {rule.name for rule in all_rules() if rule.group == one}
        elif one in known or one in NOTES:
            found.add(one)
        else:
            raise CheckError.unknown_rule(one, [*sorted(known), *GROUPS, *NOTES])
    return frozenset(found)


def _rule(name: str) -> Rule:
    module_name = name.replace("-", "_")
    rule: Rule = getattr(import_module(f"{__name__}.{module_name}"), module_name)
    return rule
