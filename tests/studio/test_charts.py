"""Charts are SVG that a screen reader, a dark theme and a strict policy can live with."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from fairlead.studio.views.charts import Line, Marker, bars, line_chart, sparkline

MONTHS = [str(month) for month in range(1, 13)]


def drawn(**more: object) -> str:
    lines = [Line("never", [0.8] * 4 + [0.67] * 8), Line("<b>", [None, 0.79, None, *[0.8] * 9], "second")]
    return line_chart(MONTHS, lines, id="a", title="Accuracy & more", about="It falls.", **more)  # type: ignore[arg-type]


def heights(svg: str, name: str) -> list[float]:
    """Return how far down each point of a line lies."""
    points = re.findall(rf'<polyline class="line {name}" points="([^"]+)"', svg)
    return [float(pair.partition(",")[2]) for part in points for pair in part.split()]


def test_a_chart_has_a_title_a_description_and_no_style_of_its_own() -> None:
    svg = drawn(threshold=0.75, markers=[Marker(6, "train")])
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    assert [root.find(f"*[@id='{one}']").text for one in named] == ["Accuracy & more", "It falls."]  # type: ignore[union-attr]
    assert "style" not in svg
    assert "&lt;b&gt;" in svg


def test_lower_values_lie_lower_and_the_threshold_between() -> None:
    svg = drawn(threshold=0.75)
    main = heights(svg, "main")
    found = re.search(r'<line class="threshold" x1="56" x2="[\d.]+" y1="([\d.]+)"', svg)
    assert found is not None
    assert main[0] == main[3] < float(found[1]) < main[4] == main[11]


def test_a_line_has_a_gap_where_nothing_is_known() -> None:
    svg = drawn()
    assert svg.count('<polyline class="line second"') == 2
    assert svg.count('<circle class="dot second"') == 10


def test_an_interval_is_a_band_around_the_line() -> None:
    line = Line("never", [0.8, 0.7], low=[0.78, 0.68], high=[0.82, 0.72])
    svg = line_chart(["a", "b"], [line], id="a", title="t", about="d")
    band = re.search(r'<polygon class="band main" points="([^"]+)"', svg)
    assert band is not None
    top, *_, bottom = (float(pair.partition(",")[2]) for pair in band[1].split())
    assert top < heights(svg, "main")[0] < bottom


def test_markers_of_two_lines_at_one_place_do_not_lie_on_each_other() -> None:
    svg = drawn(markers=[Marker(6, "train", "second"), Marker(6, "yours", "main")])
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="\w+">(?:train|yours)</text>', svg)
    assert len(places) == 2
    assert places[0][0] == places[1][0]
    assert abs(float(places[0][1]) - float(places[1][1])) >= 12


@pytest.mark.parametrize("count", [1, 2, 13, 60])
def test_any_number_of_places_can_be_drawn(count: int) -> None:
    names = [f"2024-{n:02d}" for n in range(count)]
    svg = line_chart(names, [Line("auc", [0.7 + n / 1000 for n in range(count)])], id="a", title="t", about="d")
    ElementTree.fromstring(svg)
    shown = len(re.findall(r">2024-\d+</text>", svg))
    assert 1 <= shown <= 13


def test_nothing_to_draw_is_nothing() -> None:
    assert line_chart(MONTHS, [Line("a", [None] * 12)], id="a", title="t", about="d") == ""
    assert line_chart([], [], id="a", title="t", about="d") == ""
    assert bars([], id="a", title="t", about="d") == ""


def test_bars_are_as_long_as_their_values() -> None:
    svg = bars(
        [("tenure", 0.4, None, None), ("a name & more", 0.1, 0.05, 0.2), ("nothing", 0.0, None, None)],
        id="b", title="t", about="d", limit=0.2,
    )  # fmt: skip
    ElementTree.fromstring(svg)
    wide = [float(one) for one in re.findall(r'<rect class="bar" x="[\d.]+" y="\d+" width="([\d.]+)"', svg)]
    assert wide[0] == pytest.approx(4 * wide[1], rel=0.01)
    assert wide[2] == 1
    assert 'class="whisker"' in svg
    assert 'class="threshold"' in svg


def test_a_sparkline_marks_its_last_point() -> None:
    svg = sparkline([1.0, None, 3.0], title="three batches", limit=2.0)
    root = ElementTree.fromstring(svg)
    assert root.find("circle").attrib["cy"] == "4.0"  # type: ignore[union-attr]
    assert root.find("title").text == "three batches"  # type: ignore[union-attr]
