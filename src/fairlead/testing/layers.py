"""The words of testing a machine learning system: four layers, and three levels of the pyramid."""

from __future__ import annotations

from typing import Literal

Layer = Literal["data", "transform", "behaviour", "system"]
Level = Literal["unit", "integration", "e2e"]

LAYERS: dict[Layer, str] = {
    "data": "what goes in: schema, rules, freshness",
    "transform": "what is made of it: each step does what it says, for one row as for many",
    "behaviour": "what the model answers: what must not matter does not, what must matter does",
    "system": "the whole: trained, gated, deployed, served, the same answer at the end",
}
"""What is tested, each with what that means."""

LEVELS: dict[Level, str] = {
    "unit": "one function on a few rows; many, and fast",
    "integration": "several parts together on real data",
    "e2e": "the whole way, as production goes it; few, and slow",
}
"""How much runs in one test, the base of the pyramid first."""
