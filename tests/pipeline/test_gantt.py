"""Gantt charts and the time saved by running side by side."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.pipeline.gantt import Bar, Saving, overlaps, saved_by_parallelism, svg_gantt, text_gantt

RUN = [
    Bar("extract", 1, 100.0, 101.2, "succeeded"),
    Bar("validate", 1, 101.2, 102.0, "succeeded"),
    Bar("transform", 1, 101.2, 102.6, "failed"),
    Bar("transform", 2, 103.6, 104.6, "succeeded"),
    Bar("load", 1, 104.6, 104.61, "succeeded", cached=True),
    Bar("train", 1, 104.7, None, "running"),
    Bar("evaluate", 1, 104.7, 107.0, "succeeded"),
    Bar("deploy", 1, 107.0, 107.0, "skipped"),
]

GOLDEN_TEXT = """\
extract      │████████                                       │ 1.20 s  succeeded
validate     │        █████                                  │ 0.80 s  succeeded
transform    │        ▚▚▚▚▚▚▚▚                               │ 1.40 s  failed
transform #2 │                       ██████                  │ 1.00 s  succeeded
load         │                             ░                 │  10 ms  cached
train        │                             ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒│ 2.80 s  running
evaluate     │                             ███████████████   │ 2.30 s  succeeded
deploy       │                                            ·  │      -  skipped
             0                                         7.50 s
7.50 s in all, 9.51 s of work; running side by side saved 3.10 s"""

GOLDEN_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" class="fairlead-gantt" role="img" viewBox="0 0 758 96" \
width="758" height="96" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">
<title>Gantt chart: 4.00 s in all, 7.00 s of work; running side by side saved 3.00 s</title>
<desc>train: 4.00 s, succeeded; a&lt;b: 3.00 s, failed</desc>
<style>:root.fairlead-gantt{color:#1a202c}.fairlead-gantt .bar{fill:var(--fairlead-other,#888)}\
.fairlead-gantt .succeeded{fill:var(--fairlead-succeeded,#2f855a)}\
.fairlead-gantt .failed{fill:var(--fairlead-failed,#c53030)}\
@media (prefers-color-scheme:dark){:root.fairlead-gantt{color:#e2e8f0}\
.fairlead-gantt .succeeded{fill:var(--fairlead-succeeded,#48bb78)}\
.fairlead-gantt .failed{fill:var(--fairlead-failed,#fc8181)}}</style>
<path class="tick" d="M56.0 22V90" stroke="currentColor" stroke-opacity="0.2"/>
<text x="56.0" y="15" text-anchor="middle" opacity="0.8">0</text>
<path class="tick" d="M196.0 22V90" stroke="currentColor" stroke-opacity="0.2"/>
<text x="196.0" y="15" text-anchor="middle" opacity="0.8">1.00 s</text>
<path class="tick" d="M336.0 22V90" stroke="currentColor" stroke-opacity="0.2"/>
<text x="336.0" y="15" text-anchor="middle" opacity="0.8">2.00 s</text>
<path class="tick" d="M476.0 22V90" stroke="currentColor" stroke-opacity="0.2"/>
<text x="476.0" y="15" text-anchor="middle" opacity="0.8">3.00 s</text>
<path class="tick" d="M616.0 22V90" stroke="currentColor" stroke-opacity="0.2"/>
<text x="616.0" y="15" text-anchor="middle" opacity="0.8">4.00 s</text>
<text x="8" y="46">train</text>
<rect class="bar succeeded" x="56.0" y="34" width="560.0" height="16" rx="3">\
<title>train: 4.00 s, succeeded</title></rect>
<text x="622.0" y="46" opacity="0.8">4.00 s, succeeded</text>
<text x="8" y="72">a&lt;b</text>
<rect class="bar failed" x="196.0" y="60" width="420.0" height="16" rx="3">\
<title>a&lt;b: 3.00 s, failed</title></rect>
<text x="622.0" y="72" opacity="0.8">3.00 s, failed</text>
</svg>"""


def test_the_text_chart_is_as_agreed() -> None:
    assert text_gantt(RUN, width=80, now=107.5) == GOLDEN_TEXT


def test_the_svg_chart_is_as_agreed() -> None:
    bars = [Bar("train", 1, 0.0, 4.0, "succeeded"), Bar("a<b", 1, 1.0, 4.0, "failed")]
    assert svg_gantt(bars, now=9.0) == GOLDEN_SVG


@pytest.mark.parametrize("width", [48, 60, 80, 120, 200])
def test_every_line_of_the_text_chart_fits_the_terminal_and_bars_are_aligned(width: int) -> None:
    lines = text_gantt(RUN, width=width, now=107.5).splitlines()[: len(RUN)]
    assert all(len(line) <= width for line in lines)
    assert len({line.index("│") for line in lines}) == len({line.rindex("│") for line in lines}) == 1


def test_a_terminal_that_is_too_narrow_still_shows_bars() -> None:
    assert "██" in text_gantt(RUN, width=5, now=107.5)


def test_nothing_to_draw_is_said() -> None:
    assert text_gantt([], width=80, now=0.0) == "No task has started."
    ET.fromstring(svg_gantt([], now=0.0))


def test_a_run_without_length_is_drawn() -> None:
    instant = [Bar("a", 1, 5.0, 5.0, "succeeded")]
    assert "█" in text_gantt(instant, width=60, now=5.0)
    ET.fromstring(svg_gantt(instant, now=5.0))


names = st.text(min_size=1, max_size=50)
bars = st.lists(
    st.builds(
        Bar,
        task=names,
        attempt=st.integers(1, 3),
        start=st.floats(0, 1e6),
        end=st.none() | st.floats(0, 1e6),
        state=st.sampled_from(["succeeded", "failed", "running", "skipped", "cancelled"]),
        cached=st.booleans(),
    ),
    max_size=8,
)


@given(bars, st.floats(0, 1e6))
def test_the_svg_chart_is_well_formed_for_any_names_and_times(bars: list[Bar], now: float) -> None:
    root = ET.fromstring(svg_gantt(bars, now=now))
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title") is not None
    assert root.find(f"{space}desc") is not None
    assert len(root.findall(f"{space}rect")) == len(bars)
    assert not root.findall(f".//{space}script")


def test_the_sum_less_the_busy_time_is_saved_and_waiting_counts_neither_way() -> None:
    bars = [
        Bar("a", 1, 0.0, 2.0, "failed"),
        Bar("a", 2, 10.0, 12.0, "succeeded"),
        Bar("b", 1, 11.0, 13.0, "succeeded"),
    ]
    assert saved_by_parallelism(bars) == Saving(sum_of_durations=6.0, wall=13.0, saved=1.0)


def test_running_tasks_count_up_to_now_or_not_at_all() -> None:
    bars = [Bar("a", 1, 0.0, 4.0, "succeeded"), Bar("b", 1, 1.0, None, "running")]
    assert saved_by_parallelism(bars).saved == 0.0
    assert saved_by_parallelism(bars, now=3.0).saved == 2.0
    assert saved_by_parallelism([]) == Saving(0.0, 0.0, 0.0)


@given(bars, st.floats(0, 1e6))
def test_the_saving_lies_between_nothing_and_everything(bars: list[Bar], now: float) -> None:
    saving = saved_by_parallelism(bars, now=now)
    assert 0.0 <= saving.saved <= saving.sum_of_durations
    assert saving.sum_of_durations - saving.saved <= saving.wall + 1e-6


def test_overlap_counts_all_attempts_of_both_tasks() -> None:
    bars = [
        Bar("train", 1, 0.0, 4.0, "failed"),
        Bar("train", 2, 6.0, 9.0, "succeeded"),
        Bar("evaluate", 1, 3.0, 7.0, "succeeded"),
    ]
    assert overlaps(bars, "train", "evaluate") == overlaps(bars, "evaluate", "train") == 2.0
    assert overlaps(bars, "train", "deploy") == 0.0


def test_a_clock_that_was_put_back_gives_no_negative_time() -> None:
    assert saved_by_parallelism([Bar("a", 1, 5.0, 3.0, "succeeded")]) == Saving(0.0, 0.0, 0.0)
