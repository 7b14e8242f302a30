"""What a condition is: its name, its arguments, its sentence, and how it is judged.

Each kind of condition is one object of the table `CONDITIONS`, made by `@condition` over the function that judges it.
Calling a kind with its arguments makes a `Condition`, a line of a gate. A project's own is made in the same way::

    @condition
    def few_false_alarms(evidence, highest: float):
        \"\"\"At most {highest} of the customers who stay are called.\"\"\"
        rate = evidence.evaluation.values["false_positive_rate"]
        said = f"{rate:.3f} of the customers who stay are called"
        return passes(said, rate=rate) if rate <= highest else fails(said, rate=rate)
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fairlead.errors import FairleadError, GateError

Status = Literal["passed", "failed", "not applicable", "not judged"]
"""How a condition came out. What cannot be judged does not pass."""

NUMBERS = ("int", "float", int, float)
"""Annotations, as text too, of arguments that must be numbers."""

OWN_MODULE = "fairlead.model.gate.conditions"


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold how a condition came out.

    Parameters
    ----------
    said : str, one clause with the numbers.
    numbers : behind it, by name.
    """

    status: Status
    said: str
    numbers: Mapping[str, Any] = field(default_factory=dict)


def passes(said: str, **numbers: Any) -> Judged:
    """Say that a condition holds."""
    return Judged("passed", said, numbers)


def fails(said: str, **numbers: Any) -> Judged:
    """Say that a condition does not hold."""
    return Judged("failed", said, numbers)


def skips(why: str, **numbers: Any) -> Judged:
    """Say that a condition is about something that is not there, such as a champion before the first model."""
    return Judged("not applicable", why, numbers)


def cannot(why: str, **numbers: Any) -> Judged:
    """Say that there is no evidence to judge by, so that the condition does not pass."""
    return Judged("not judged", why, numbers)


@dataclass(frozen=True, slots=True)
class Kind:
    """Describe a kind of condition; call it with its arguments to get a line of a gate.

    Parameters
    ----------
    sentence : what is asked for, with ``{name}`` for arguments.
    defaults : its arguments by name in order; a required one has `inspect.Parameter.empty`.
    numbers : names of the arguments that must be numbers.
    judge : function of the evidence and the arguments.
    module : that defines it.
    """

    name: str
    sentence: str
    defaults: Mapping[str, Any]
    numbers: tuple[str, ...]
    judge: Callable[..., Judged]
    module: str

    def __call__(self, *args: Any, on_fail: Literal["refuse", "warn"] = "refuse", **kwargs: Any) -> Condition:
        """Make a line of a gate.

        Parameters
        ----------
        on_fail : whether the gate refuses if the condition does not hold, or only warns.

        Raises
        ------
        GateError
            An argument is missing, unknown or of another type.
        """
        names = list(self.defaults)
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        if len(args) > len(names):
            raise GateError.unknown_argument(self.name, repr(args[len(names)]), names)
        unknown = next((name for name in given if name not in names), None)
        if unknown is not None:
            raise GateError.unknown_argument(self.name, unknown, names)
        values = {**self.defaults, **given}
        for name, value in values.items():
            if value is inspect.Parameter.empty:
                raise GateError.argument_missing(self.name, name)
            if name in self.numbers and not _is_number(value):
                raise GateError.bad_argument(self.name, name, value, "a number")
        if on_fail not in ("refuse", "warn"):
            raise GateError.bad_argument(self.name, "on_fail", on_fail, "'refuse' or 'warn'")
        return Condition(self, values, on_fail)

    def __reduce__(self) -> tuple[Any, ...]:
        # The function inside may not be picklable; the name says which it is.
        return _kind_again, (self.name, self.module)


@dataclass(frozen=True, slots=True)
class Condition:
    """Ask one thing of a candidate.

    Make one by calling its kind: ``metric_floor("roc_auc", 0.8)``.

    >>> from fairlead.model.gate import metric_floor
    >>> metric_floor("roc_auc", 0.8).sentence
    'roc_auc is at least 0.8'
    """

    kind: Kind
    arguments: Mapping[str, Any] = field(hash=False)
    on_fail: Literal["refuse", "warn"] = "refuse"

    @property
    def name(self) -> str:
        """Return the name of the kind."""
        return self.kind.name

    @property
    def sentence(self) -> str:
        """Say what is asked for."""
        return self.kind.sentence.format(**{name: _shown(value) for name, value in self.arguments.items()})

    def judge(self, evidence: Any) -> Judged:
        """Judge the evidence.

        Raises
        ------
        GateError
            A project's own condition raised an exception, or returned no judgement.
        """
        try:
            found = self.kind.judge(evidence, **self.arguments)
        except FairleadError:
            raise
        except Exception as error:  # the edge of user code; a condition that breaks must never let a model pass
            raise GateError.raised(self.name, error) from error
        if not isinstance(found, Judged):
            raise GateError.no_judgement(self.name, found)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return the condition as plain values, as `Gate.from_dict` reads it."""
        kept = {"condition": self.name, **self.arguments}
        return kept if self.on_fail == "refuse" else {**kept, "on_fail": self.on_fail}


CONDITIONS: dict[str, Kind] = {}
"""Every kind there is, by name; a project's own come in as they are defined."""


def condition(judge: Callable[..., Judged]) -> Kind:
    """Make a kind of condition of a function; the first line of its docstring is the sentence.

    The function takes the evidence (see `fairlead.model.gate.evidence`) and the arguments, and returns ``passes(...)``,
    ``fails(...)``, ``skips(...)`` or ``cannot(...)``.

    Raises
    ------
    GateError
        There is no docstring, or a condition of this name comes with Fairlead.
    """
    name = judge.__name__
    known = CONDITIONS.get(name)
    if known is not None and known.module == OWN_MODULE and judge.__module__ != OWN_MODULE:
        raise GateError.name_taken(name)
    sentence = inspect.cleandoc(judge.__doc__ or "").partition("\n")[0].rstrip(".")
    if not sentence:
        raise GateError.no_sentence(name)
    _, *parameters = inspect.signature(judge).parameters.values()
    defaults = {one.name: one.default for one in parameters}
    numbers = tuple(one.name for one in parameters if one.annotation in NUMBERS)
    kind = Kind(name, sentence, defaults, numbers, judge, judge.__module__)
    CONDITIONS[name] = kind
    return kind


def find_kind(name: str) -> Kind:
    """Return the kind of this name.

    Raises
    ------
    GateError
        There is none; the error names the nearest.
    """
    importlib.import_module(OWN_MODULE)  # which adds those that come with Fairlead
    if name not in CONDITIONS:
        raise GateError.unknown_condition(name, CONDITIONS)
    return CONDITIONS[name]


def _kind_again(name: str, module: str) -> Kind:
    """Return the kind that was pickled by its name."""
    if name not in CONDITIONS:
        importlib.import_module(module)  # which adds it
    return find_kind(name)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
