"""Serve a candidate by a plan that is wrong in the last bit of some answers: the comparison must notice."""

import math
import sys
from collections.abc import Mapping
from typing import Any

from fairlead.serve import parity_server
from fairlead.serve.predictor import Answer, Predictor

right = Predictor.one


def wrong(self: Predictor, row: Mapping[str, Any]) -> Answer:
    answer = right(self, row)
    if row["tenure"] < 10:
        return answer
    first, *others = answer.outputs
    return Answer((math.nextafter(first, 2.0), *others), answer.prediction)


if __name__ == "__main__":  # pytest imports this file too, to look for doctests
    Predictor.one = wrong  # type: ignore[method-assign]
    parity_server.main(*sys.argv[1:])
