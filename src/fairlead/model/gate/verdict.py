"""What a gate has decided, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fairlead.finding import Finding, Severity
from fairlead.model.evaluation.evaluate import Evaluation
from fairlead.model.gate.kind import Condition, Judged, Status

LOOKS_WARNED = 10
"""More looks at one holdout than this are warned of. A starting value we chose, not a measured one."""

MARKS: Mapping[Status, str] = {"passed": "✓", "failed": "✗", "not judged": "?", "not applicable": "–"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hold how one condition came out.

    Parameters
    ----------
    name, sentence : of the condition.
    arguments : that it was given.
    said : str, one clause with the numbers.
    on_fail : whether the gate refuses if it does not hold, or only warns.
    """

    name: str
    sentence: str
    arguments: Mapping[str, Any]
    status: Status
    said: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    on_fail: Literal["refuse", "warn"] = "refuse"

    @classmethod
    def of(cls, condition: Condition, judged: Judged) -> Judgement:
        """Put a condition together with how it came out."""
        return cls(
            condition.name, condition.sentence, dict(condition.arguments), judged.status, judged.said,
            dict(judged.numbers), condition.on_fail,
        )  # fmt: skip

    @property
    def holds(self) -> bool:
        """Tell whether nothing stands against the model here; what cannot be judged does."""
        return self.status in ("passed", "not applicable")

    @property
    def refuses(self) -> bool:
        """Tell whether the gate refuses the model for this."""
        return not self.holds and self.on_fail == "refuse"

    @property
    def finding(self) -> Finding:
        """Return it as a finding, with every number."""
        return Finding(
            code=f"gate-{self.name.replace('_', '-')}",
            severity=Severity.ERROR if self.refuses else Severity.WARNING,
            message=f"{self.sentence}: {'cannot be judged, ' if self.status == 'not judged' else ''}{self.said}.",
            why="A model that does not keep every condition of its gate is not deployed.",
            evidence={"status": self.status, **self.arguments, **self.numbers},
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what a gate has decided about a candidate.

    Parameters
    ----------
    evaluation : what it was judged by.
    judgements : one a condition, in the gate's order.
    """

    evaluation: Evaluation
    judgements: tuple[Judgement, ...]

    @property
    def passed(self) -> bool:
        """Tell whether the model may be put into use: what a condition of a pipeline asks."""
        return not any(one.refuses for one in self.judgements)

    @property
    def reasons(self) -> list[str]:
        """Say in short why it may not; empty if it may."""
        return [one.said for one in self.judgements if one.refuses]

    @property
    def digest(self) -> str:
        """Return the digest of the candidate that was judged."""
        return self.evaluation.digest

    @property
    def champion_version(self) -> int | None:
        """Return the version of the champion that it was compared with; None if there was none."""
        return None if self.evaluation.champion is None else self.evaluation.champion.version

    @property
    def looks(self) -> int | None:
        """Return how often the rows were looked at to judge a model, this time included; None if nobody counted."""
        return self.evaluation.looks

    @property
    def summary(self) -> str:
        """Say it in a sentence."""
        broken = [one for one in self.judgements if one.refuses]
        if broken:
            verb = "does" if len(broken) == 1 else "do"
            return f"refused: {len(broken)} of {len(self.judgements)} conditions {verb} not hold"
        warned = sum(not one.holds for one in self.judgements)
        left_out = sum(one.status == "not applicable" for one in self.judgements)
        held = len(self.judgements) - warned - left_out
        words = ["1 condition holds" if held == 1 else f"{held} conditions hold"]
        words += [f"{left_out} {'does' if left_out == 1 else 'do'} not apply"] if left_out else []
        words += [f"{warned} only {'warns' if warned == 1 else 'warn'}"] if warned else []
        return f"passed: {', '.join(words)}"

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return what a person should know: the verdict with the scores, and each condition that does not hold."""
        evaluation = self.evaluation
        scores = {"rows": evaluation.rows["judged"], **{k: round(v, 4) for k, v in evaluation.values.items()}}
        verdict = Finding(
            "gate-passed" if self.passed else "gate-refused",
            Severity.INFO,
            f"The gate of '{evaluation.model}' {self.summary}.",
            evidence={**scores, "looks": evaluation.looks, "digest": evaluation.digest[:12]},
        )
        broken = [one.finding for one in self.judgements if not one.holds]
        return (verdict, *broken, *_looks_finding(evaluation))

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain values, ready for JSON."""
        return {
            "passed": self.passed,
            "summary": self.summary,
            "reasons": self.reasons,
            "digest": self.digest,
            "champion_version": self.champion_version,
            "looks": self.looks,
            "conditions": [
                {
                    "condition": one.name,
                    "sentence": one.sentence,
                    "status": one.status,
                    "said": one.said,
                    "on_fail": one.on_fail,
                    "arguments": dict(one.arguments),
                    "numbers": dict(one.numbers),
                }
                for one in self.judgements
            ],
            "evaluation": self.evaluation.to_dict(),
        }

    def __str__(self) -> str:
        from fairlead.model.gate.text import verdict_text  # which imports this module

        return verdict_text(self)

    def _repr_html_(self) -> str:
        """Show the verdict in a notebook."""
        from fairlead.model.gate.page import verdict_html  # which imports this module

        return verdict_html(self)


def _looks_finding(evaluation: Evaluation) -> list[Finding]:
    """Warn where the same rows have judged many times: the best of many models is partly luck.

    Of k models that are equally good, the best looks better than it is by about sqrt(ln k / 2n) on n rows, for a metric
    that is a mean of values in [0, 1]: the expected maximum of k sub-Gaussian variables of variance 1/4n (Boucheron,
    Lugosi, Massart, "Concentration Inequalities", 2013, theorem 2.5).
    """
    looks, rows = evaluation.looks, evaluation.rows["judged"]
    if looks is None or looks <= LOOKS_WARNED:
        return []
    luck = math.sqrt(math.log(looks) / (2 * rows))
    return [
        Finding(
            "gate-looks",
            Severity.WARNING,
            f"The same {rows:,} rows have judged {looks} times: the best of so many models may look {luck:.3f} better"
            " than it is.",
            why="Rows that decide between many models are no longer rows that no model was chosen by.",
            evidence={"looks": looks, "rows": rows, "luck": luck, "holdout": evaluation.holdout},
            fix="Keep new rows aside and judge by those, or choose by the cross-validation and look here once.",
        )
    ]
