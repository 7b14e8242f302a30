"""Figures of matplotlib as nodes: what was drawn, not its pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fairlead.notebook.prove.node import Node, leaf, node, unknown

if TYPE_CHECKING:
    from fairlead.notebook.prove.imprint import Imprint, Reader

Facts = Iterator[tuple[str, Any]]

SKIPPED = frozenset(("Spine", "XAxis", "YAxis", "ZAxis", "Axis"))
"""Artists that every pair of axes has; what a person can set in them is told by the axes."""


def figure_node(imprint: Imprint, figure: Any) -> Node:
    """Write a figure: its size, its titles, and its axes in their order."""
    children: list[tuple[str, Node]] = [
        ("size", imprint.part([round(float(one), 6) for one in figure.get_size_inches()]))
    ]
    children += [(f"axes {n}", imprint.part(axes)) for n, axes in enumerate(figure.axes, 1)]
    for name in ("texts", "lines", "patches", "images", "legends"):
        own = [one for one in getattr(figure, name, ()) if one is not figure.patch]
        children += [(f"{name} {n}", imprint.part(one)) for n, one in enumerate(own, 1)]
    return node("branch", "matplotlib.Figure", "", children)


def _axes(imprint: Imprint, axes: Any) -> Node:
    own = {
        id(axes.patch),
        id(axes.title),
        id(getattr(axes, "_left_title", None)),
        id(getattr(axes, "_right_title", None)),
    }
    artists = [
        one for one in axes.get_children()
        if id(one) not in own and type(one).__name__ not in SKIPPED and not hasattr(one, "get_subplotspec")
    ]  # fmt: skip
    counts: dict[str, int] = {}
    children = [(name, imprint.part(value)) for name, value in _axes_facts(axes)]
    for artist in artists:
        name = type(artist).__name__
        counts[name] = counts.get(name, 0) + 1
        children.append((f"{name} {counts[name]}", imprint.part(artist)))
    return node("branch", imprint.name_of(type(axes)), "", children)


def _axes_facts(axes: Any) -> Facts:
    for name in ("left", "center", "right"):
        if text := axes.get_title(loc=name):
            yield f"title {name}", text
    for letter in "xyz":
        if not hasattr(axes, f"get_{letter}lim"):
            continue
        yield f"{letter} label", getattr(axes, f"get_{letter}label")()
        yield f"{letter} scale", getattr(axes, f"get_{letter}scale")()
        yield f"{letter} limits", [float(one) for one in getattr(axes, f"get_{letter}lim")()]
        axis = getattr(axes, f"{letter}axis")
        yield f"{letter} ticks", [float(one) for one in axis.get_majorticklocs()]
        yield f"{letter} tick labels", [one.get_text() for one in axis.get_ticklabels()]
        units = getattr(axis.get_converter() if hasattr(axis, "get_converter") else None, "__class__", None)
        if units is not None and units.__name__ == "StrCategoryConverter":
            yield f"{letter} categories", dict(axis.get_units()._mapping)
    yield "visible", axes.get_visible() and axes.axison


def _line(line: Any) -> Facts:
    data = line.get_data_3d() if hasattr(line, "get_data_3d") else (line.get_xdata(False), line.get_ydata(False))
    yield from zip("xyz", data, strict=False)
    for name in ("label", "color", "linestyle", "linewidth", "marker", "markersize"):
        yield name, _said(getattr(line, f"get_{name}")())


def _collection(collection: Any) -> Facts:
    yield "offsets", _filled(collection.get_offsets())
    if collection.get_array() is not None:
        yield "values", _filled(collection.get_array())
    paths = collection.get_paths()
    yield "paths", [path.vertices for path in paths]
    if hasattr(collection, "_offsets3d"):
        yield "3d", list(collection._offsets3d)
    if hasattr(collection, "_vec"):
        yield "3d", collection._vec
    if hasattr(collection, "_segments3d"):
        yield "3d", collection._segments3d
    if hasattr(collection, "get_sizes"):
        yield "sizes", collection.get_sizes()
    if collection.get_array() is None:
        yield "face", collection.get_facecolor()
        yield "edge", collection.get_edgecolor()
    yield "label", _said(collection.get_label())
    yield "limits", [_number(one) for one in collection.get_clim()]


def _patch(patch: Any) -> Facts:
    yield "outline", patch.get_patch_transform().transform(patch.get_path().vertices)
    yield "face", list(patch.get_facecolor())
    yield "edge", list(patch.get_edgecolor())
    yield "label", _said(patch.get_label())


def _image(image: Any) -> Facts:
    yield "values", _filled(image.get_array())
    yield "extent", [float(one) for one in image.get_extent()]
    yield "limits", [_number(one) for one in image.get_clim()]
    yield "colours", image.get_cmap().name


def _text(text: Any) -> Facts:
    yield "text", text.get_text()
    yield "place", [_said(one) if isinstance(one, str) else float(one) for one in text.get_unitless_position()]
    if hasattr(text, "xy"):
        yield "points to", [_said(one) if isinstance(one, str) else one for one in text.xy]


def _legend(legend: Any) -> Facts:
    yield "title", legend.get_title().get_text()
    yield "texts", [one.get_text() for one in legend.get_texts()]


def _table(table: Any) -> Facts:
    yield "cells", {str(place): cell.get_text().get_text() for place, cell in sorted(table.get_celld().items())}


def _filled(values: Any) -> Any:
    """Return values without a mask that hides none of them."""
    return values.data if hasattr(values, "mask") and not values.mask.any() else values


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _said(value: Any) -> str:
    """Return a label; those that matplotlib invents have numbers of their own."""
    text = str(value)
    return "_" if text.startswith("_") else text


def _reader(facts: Callable[[Any], Facts]) -> Reader:
    def read(imprint: Imprint, value: Any) -> Node:
        name = imprint.name_of(type(value))
        children = [(label, imprint.part(one)) for label, one in facts(value)]
        return node("branch", name, "", [*children, ("visible", leaf("bool", str(value.get_visible())))])

    return read


def _other(imprint: Imprint, value: Any) -> Node:
    return unknown(imprint.name_of(type(value)), "what it draws is not known")


READERS: Mapping[tuple[str, str], Reader] = {
    ("matplotlib", "FigureBase"): figure_node,
    ("matplotlib", "_AxesBase"): _axes,
    ("matplotlib", "Line2D"): _reader(_line),
    ("matplotlib", "Collection"): _reader(_collection),
    ("matplotlib", "Patch"): _reader(_patch),
    ("matplotlib", "_ImageBase"): _reader(_image),
    ("matplotlib", "Text"): _reader(_text),
    ("matplotlib", "Legend"): _reader(_legend),
    ("matplotlib", "Table"): _reader(_table),
    ("matplotlib", "Artist"): _other,
    ("matplotlib", "Colormap"): lambda imprint, value: leaf("matplotlib.Colormap", value.name),
}
