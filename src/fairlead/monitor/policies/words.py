"""Read a policy as a person writes it, on a command line or in fairlead.toml.

======================================  ==========================================================
what is written                         the policy
======================================  ==========================================================
``never``                               `Never`
``always``                              `Every` period
``every 3``                             `Every` third period; also ``every 3 periods``
``every 90 days``, ``every 2 weeks``    `Every` so many days
``below auc 0.70 for 2``                `WhenBelow`: two periods in a row below 0.70
``below accuracy target - 0.03``        `WhenBelow` with a drop from what the first model promised
``above log_loss 0.5``                  `WhenBelow` for a metric that is bad when it is high
``drift``, ``drift 0.25 in 30%``        `WhenDrift`: a PSI above 0.25 in 30 % of the columns
``challenger 0.01 auc``                 `ChallengerWins`: a fresh model would be better by 0.01
``every 6 or below auc 0.7``            `Any`; ``and`` makes `All`, and binds closer than ``or``
======================================  ==========================================================

What `str` gives of a policy is read back as the same policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fairlead.errors import MonitorError, PolicyError
from fairlead.monitor.policies.history import HIGHER_IS_BETTER
from fairlead.monitor.policies.rules import All, Any, ChallengerWins, Every, Never, Policy, WhenBelow, WhenDrift

SHORT: Mapping[str, str] = {
    "auc": "roc_auc", "acc": "accuracy", "ap": "average_precision", "logloss": "log_loss", "error": "error_rate",
}  # fmt: skip
"""Short names of metrics that people write."""

FILLERS = frozenset(
    (
        "a",
        "an",
        "is",
        "are",
        "the",
        "of",
        "by",
        "better",
        "columns",
        "column",
        "periods",
        "period",
        "when",
        "if",
        "train",
    )
)
"""Words that are there for the eye."""

DAYS: Mapping[str, int] = {"day": 1, "days": 1, "week": 7, "weeks": 7}
PERIODS = frozenset({"period", "periods"})
FORMS = (
    "never", "always", "every 3", "every 90 days", "below auc 0.70 for 2", "below auc target - 0.03",
    "drift 0.25 in 30%", "challenger 0.01 auc",
)  # fmt: skip


def policy_of(text: str) -> Policy:
    """Read a policy.

    Raises
    ------
    PolicyError
        The text cannot be understood; the error says from which word on, and shows what can be written.

    Examples
    --------
    >>> policy_of("every 3"), policy_of("below auc 0.70 for 2")
    (Every(days=None, periods=3), WhenBelow(metric='roc_auc', threshold=0.7, drop=None, patience=2))
    >>> str(policy_of("every 90 days or drift 0.25 in 30% and below acc target - 0.02"))
    'every 90 days, or PSI above 0.25 in 30% of the columns, and accuracy below target - 0.02'
    """
    if not isinstance(text, str):
        raise PolicyError.no_text(text)
    return _joined(text, "or", Any, lambda part: _joined(part, "and", All, lambda one: _single(one, text)))


def _joined(text: str, word: str, join: Callable[..., Policy], read: Callable[[str], Policy]) -> Policy:
    """Read the parts between a word; one part alone needs no joining."""
    parts = [read(part) for part in re.split(rf"[\s,]+{word}\s+", text)]
    return parts[0] if len(parts) == 1 else join(*parts)


def _single(text: str, whole: str) -> Policy:
    said = re.findall(r"-?\d*\.?\d+(?:e-?\d+)?%?|[^\s,+-]+|[+-]", text.lower())
    words = _Words([word for word in said if word not in FILLERS or said[:1] == ["every"]], whole)
    try:
        policy = _policy(words)
    except MonitorError as error:
        if isinstance(error, PolicyError):
            raise
        raise PolicyError.senseless(whole, str(error)) from error
    if words.left:
        raise PolicyError.not_understood(whole, words.left[0], FORMS)
    return policy


class _Words:
    """Hold the words that are still to be read."""

    def __init__(self, left: list[str], whole: str) -> None:
        self.left = left
        self.whole = whole

    def take(self, *wanted: str) -> str | None:
        """Take the next word if it is one of these; any if none is named."""
        if self.left and (not wanted or self.left[0] in wanted):
            return self.left.pop(0)
        return None

    def number(self, what: str) -> float:
        """Take a number, or a percentage as a share."""
        word = self.take()
        try:
            return float(word.removesuffix("%")) / (100 if word.endswith("%") else 1) if word else _fail()
        except ValueError:
            raise PolicyError.no_number(self.whole, word, what) from None

    def is_number(self) -> bool:
        """Tell whether the next word is a number."""
        return bool(self.left) and re.fullmatch(r"-?\d*\.?\d+(?:e-?\d+)?%?", self.left[0]) is not None

    def metric(self) -> str:
        """Take the name of a metric."""
        word = self.take() or ""
        name = SHORT.get(word, word)
        if name not in HIGHER_IS_BETTER:
            raise PolicyError.no_metric(self.whole, word, [*HIGHER_IS_BETTER, *SHORT])
        return name


def _fail() -> float:
    raise ValueError


def _policy(words: _Words) -> Policy:
    begin = words.take()
    if begin is None:
        raise PolicyError.not_understood(words.whole, "", FORMS)
    if begin in ("never", "always"):
        return Never() if begin == "never" else Every(periods=1)
    if begin == "every":
        return _every(words)
    if begin in ("drift", "psi"):
        return _drift(words)
    if begin == "challenger":
        usual = ChallengerWins()
        gain = words.number("gain") if words.is_number() else usual.gain
        return ChallengerWins(gain, words.metric() if words.left else usual.metric)
    if begin in ("below", "above"):
        return _below(words, words.metric(), begin)
    name = SHORT.get(begin, begin)
    way = words.take("below", "above")
    if way is None or name not in HIGHER_IS_BETTER:
        raise PolicyError.not_understood(words.whole, begin, FORMS)
    return _below(words, name, way)


def _every(words: _Words) -> Policy:
    count = words.number("number of periods or days") if words.is_number() else 1.0
    unit = words.take()
    if unit is not None and unit in DAYS:
        return Every(count * DAYS[unit])
    if unit is not None and unit not in PERIODS:
        raise PolicyError.no_unit(words.whole, unit, [*sorted(PERIODS), *DAYS])
    if count != int(count):
        raise PolicyError.no_number(words.whole, f"{count:g}", "whole number of periods")
    return Every(periods=int(count))


def _drift(words: _Words) -> Policy:
    words.take("psi")
    words.take("above")
    usual = WhenDrift()
    psi = words.number("PSI") if words.is_number() and not words.left[0].endswith("%") else usual.psi
    has_share = words.take("in") is not None or words.is_number()
    return WhenDrift(words.number("share of the columns") if has_share else usual.share, psi)


def _below(words: _Words, metric: str, way: str) -> Policy:
    bad = "below" if HIGHER_IS_BETTER[metric] else "above"
    if way != bad:
        raise PolicyError.wrong_way(words.whole, metric, bad)
    threshold: float | None = None
    drop: float | None = None
    if words.take("target"):
        sign = words.take("-", "+")
        if sign is None and words.is_number():  # "target -0.03", written close together
            drop = abs(words.number("drop"))
        else:
            drop = words.number("drop") if sign else 0.0
    else:
        threshold = words.number("threshold")
    patience = words.number("number of periods") if words.take("for") else 1
    if patience != int(patience):
        raise PolicyError.no_number(words.whole, f"{patience:g}", "whole number of periods")
    return WhenBelow(metric, threshold, drop, int(patience))
