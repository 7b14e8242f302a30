"""The colours of the studio: words can be read on every ground that they stand on, in both themes."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

STUDIO = Path(str(find_spec("fairlead.studio").submodule_search_locations[0]))  # type: ignore[union-attr,index]
TOKENS = (STUDIO / "static" / "css" / "tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in PAIRS}

GROUNDS = ("ground", "raised", "sunken", "surface")
STATES = ("failed", "pending", "running", "skipped", "success", "warn")
CODE = tuple(sorted(name for name in COLOURS if name.startswith("code-")))
STANDS_ON = {
    **dict.fromkeys(("accent", "ink", "ink-faint", "ink-soft", *CODE), GROUNDS),
    **{state: (*GROUNDS, f"{state}-soft") for state in STATES},
}
ALSO = [
    ("accent-ink", "accent"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    *(("ink", f"{one}-soft") for one in STATES),
]
WORDS = sorted({(word, ground) for word, grounds in STANDS_ON.items() for ground in grounds} | set(ALSO))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize(("word", "ground"), WORDS)
def test_words_can_be_read(word: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[word][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_mark_of_the_focus_can_be_seen(ground: str, theme: str) -> None:
    assert contrast(COLOURS["focus"][theme], COLOURS[ground][theme]) >= 3


def test_the_sizes_of_type_are_six() -> None:
    sizes = [float(one) * 16 for one in re.findall(r"--size-\d+: ([\d.]+)rem", TOKENS)]
    assert sizes == [12, 13, 15, 18, 24, 32]
