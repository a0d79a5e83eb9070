"""Damage to drawn plots: alterations of one artist at a time, each with how to undo it, for the sabotage suite."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle, Wedge
from matplotlib.text import Annotation, Text

from pb_adapters.drawing.plots.frames.model import OUTLIERS
from pb_adapters.drawing.plots.marks.item_places import POLAR
from pb_adapters.drawing.plots.marks.item_readback import ErrorBars, Painted
from pb_adapters.drawing.plots.scene import PanelArtists, Scene
from pb_core.domain.plots.drawn import TextRole
from pb_core.domain.plots.marks import MarkType

_ODD = "#00ff7f"  # in no palette and on no ramp


class Damage(NamedTuple):
    """One alteration and how to undo it."""

    kind: str
    do: Callable[[], object]
    undo: Callable[[], object]


# --- damage to marks ----------------------------------------------------------------------------


def _damage_to_marks(painted: Painted) -> Iterator[Damage]:
    artist = painted.items[len(painted.items) // 2]
    yield _set("an item hidden", artist, "visible", True, False)
    yield from _damage_to_item(painted, artist)
    for bars in painted.errors:
        yield from _damage_to_errors(bars)
    if painted.stems is not None:
        yield from _damage_to_segments("a stem's foot", painted.stems)
    for name, lines in zip(("the median", "a whisker", "a whisker", "a cap", "a cap"), painted.inner, strict=False):
        yield from _damage_to_segments(name, lines)
    if painted.labels:
        yield from _damage_to_labels(painted.labels)


def _damage_to_item(painted: Painted, artist: Artist) -> Iterator[Damage]:
    match artist:
        case Rectangle():
            yield from _damage_to_box(painted, artist)
        case Line2D():
            yield from _damage_to_vertices(artist.get_xydata(), lambda xy: artist.set_data(xy.T))
        case Polygon():
            yield from _damage_to_vertices(artist.get_xy()[:-1], lambda xy: artist.set_xy(np.r_[xy, xy[:1]]))
        case PathCollection():
            yield from _damage_to_cloud(artist)
        case PolyCollection():
            yield from _damage_to_cells(artist)
            if painted.mark.type is MarkType.HEX:
                yield from _damage_to_hexagons(artist)
        case LineCollection():
            yield from _damage_to_segments("a rule's end", artist)
        case Wedge():
            yield _set("a wedge's angle", artist, "theta1", artist.theta1, artist.theta1 - 4.0)
            yield _set("a wedge's radius", artist, "radius", artist.r, 1.1)
        case Annotation():
            yield _set("a text changed", artist, "text", artist.get_text(), "n99")
            yield Damage("a text moved", lambda: _tie(artist, 1.05), lambda: _tie(artist, 1 / 1.05))


def _tie(text: Annotation, factor: float) -> None:
    text.xy = (text.xy[0] * factor, text.xy[1])


def _damage_to_box(painted: Painted, box: Rectangle) -> Iterator[Damage]:
    base, size = ("y", "width") if painted.horizontal else ("x", "height")
    value = "x" if painted.horizontal else "y"
    length, start, place = (getattr(box, f"get_{name}")() for name in (size, value, base))
    kind = "bar" if painted.mark.type is MarkType.BAR else "box"
    yield _set(f"a {kind}'s {'end' if kind == 'bar' else 'upper quartile'}", box, size, length, length * 1.01)
    cut = 0.99 if painted.floating else 0.1  # what starts below a logarithmic axis has to reach it to be seen
    shifted = {value: start + cut * length, size: (1 - cut) * length}
    yield _set_all(
        f"a {kind}'s {'start' if kind == 'bar' else 'lower quartile'}", box, {value: start, size: length}, shifted
    )
    yield _set(f"a {kind} moved along", box, base, place, place + 1.0)


def _damage_to_vertices(xy: object, put: Callable[[np.ndarray], object]) -> Iterator[Damage]:
    kept = np.array(xy, dtype=float)
    at = len(kept) // 3
    for axis, name in enumerate("xy"):
        bent = kept.copy()
        bent[at, axis] += 0.01 * (np.ptp(kept[:, axis]) or 1.0)
        yield Damage(f"a vertex's {name}", lambda bent=bent: put(bent), lambda: put(kept))
    yield Damage("a vertex left out", lambda: put(np.delete(kept, at, axis=0)), lambda: put(kept))
    yield Damage(
        "a vertex added",
        lambda: put(np.insert(kept, at, kept[at - 1 : at + 1].mean(axis=0), axis=0)),
        lambda: put(kept),
    )


def _damage_to_cloud(cloud: PathCollection) -> Iterator[Damage]:
    kept = np.array(cloud.get_offsets(), dtype=float)
    at = len(kept) // 2
    for axis, name in enumerate("xy"):
        moved = kept.copy()
        ends = cloud.axes.get_xlim() if name == "x" else cloud.axes.get_ylim()
        moved[at, axis] += max(1.1, 0.01 * abs(ends[1] - ends[0]))
        yield Damage(f"a point's {name}", lambda moved=moved: cloud.set_offsets(moved), lambda: cloud.set_offsets(kept))
    yield Damage("a point left out", lambda: cloud.set_offsets(kept[1:]), lambda: cloud.set_offsets(kept))
    yield Damage("a point added", lambda: cloud.set_offsets(np.r_[kept, kept[:1]]), lambda: cloud.set_offsets(kept))
    if len(cloud.get_sizes()) > 1:
        sizes = cloud.get_sizes().copy()
        larger = sizes * np.where(np.arange(len(sizes)) == at, 1.2, 1.0)
        yield Damage("a point's size", lambda: cloud.set_sizes(larger), lambda: cloud.set_sizes(sizes))
    if len(cloud.get_facecolor()) > 1:
        yield from _swapped_colors("a point's colour", cloud)


def _damage_to_cells(cells: PolyCollection) -> Iterator[Damage]:
    yield from _swapped_colors("two cells' colours", cells)
    faces = cells.get_facecolor().copy()
    odd = faces.copy()
    odd[0, :3] += 0.02 * np.sign(0.5 - odd[0, :3])
    yield Damage("a cell's colour", lambda: cells.set_facecolor(odd), lambda: cells.set_facecolor(faces))


def _damage_to_hexagons(cells: PolyCollection) -> Iterator[Damage]:
    kept = [path.vertices[:-1].copy() for path in cells.get_paths()]
    put = cells.set_verts
    for axis in (0, 1):
        size = float(np.ptp(kept[0][:, axis]))
        moved, bent = [corners.copy() for corners in kept], [corners.copy() for corners in kept]
        moved[0][:, axis] += 0.01 * size
        bent[0][0, axis] += 0.01 * size
        name = "xy"[axis]
        yield Damage(f"a hexagon moved ({name})", lambda moved=moved: put(moved), lambda: put(kept))
        yield Damage(f"a hexagon's corner ({name})", lambda bent=bent: put(bent), lambda: put(kept))
    yield Damage("a hexagon left out", lambda: put(kept[1:]), lambda: put(kept))


def _swapped_colors(kind: str, artist: PathCollection | PolyCollection) -> Iterator[Damage]:
    faces = artist.get_facecolor().copy()
    swapped = faces.copy()
    swapped[[0, -1]] = faces[[-1, 0]]
    yield Damage(kind, lambda: artist.set_facecolor(swapped), lambda: artist.set_facecolor(faces))


def _damage_to_segments(kind: str, lines: LineCollection) -> Iterator[Damage]:
    kept = [path.vertices.copy() for path in lines.get_paths()]
    for axis in (0, 1):
        bent = [segment.copy() for segment in kept]
        bent[0][0, axis] += 0.6
        yield Damage(
            f"{kind} ({'xy'[axis]})", lambda bent=bent: lines.set_segments(bent), lambda: lines.set_segments(kept)
        )


def _damage_to_errors(bars: ErrorBars) -> Iterator[Damage]:
    along = 1 if bars.upright else 0
    kept = [path.vertices.copy() for path in bars.segments.get_paths()]
    longer, elsewhere = [s.copy() for s in kept], [s.copy() for s in kept]
    longer[0][1, along] += 0.2
    elsewhere[0][:, 1 - along] += 1.0
    caps = np.array(bars.caps.get_offsets(), dtype=float)
    loose = caps.copy()
    loose[0, along] -= 0.2
    put = bars.segments.set_segments
    yield Damage("an error bar's end", lambda: put(longer), lambda: put(kept))
    yield Damage("an error bar moved along", lambda: put(elsewhere), lambda: put(kept))
    yield Damage("an error bar's cap", lambda: bars.caps.set_offsets(loose), lambda: bars.caps.set_offsets(caps))
    yield _set("error bars hidden", bars.segments, "visible", True, False)


def _damage_to_labels(labels: tuple[Text, ...]) -> Iterator[Damage]:
    first, last = labels[0], labels[-1]
    words = first.get_text(), last.get_text()
    yield _set(
        "a label changed", first, "text", words[0], words[0].replace(words[0][0], str((int(words[0][0]) + 1) % 10), 1)
    )
    yield Damage("two labels exchanged", lambda: _say((first, last), words[::-1]), lambda: _say((first, last), words))
    yield _set("a label hidden", first, "visible", True, False)


def _say(texts: tuple[Text, ...], words: tuple[str, ...]) -> None:
    for text, word in zip(texts, words, strict=True):
        text.set_text(word)


def _damage_to_series(painted: Painted, legend: list[str]) -> Iterator[Damage]:
    """The artist of one series in the look of another, and in a colour that none has."""
    artist = painted.items[0]
    for kind, color in (("a series' colour", legend[-1]), ("a colour that no key has", _ODD)):
        if isinstance(artist, Line2D):
            yield _set(kind, artist, "color", artist.get_color(), color)
        elif isinstance(artist, PathCollection) and (painted.part == OUTLIERS or painted.mark.type is MarkType.TICK):
            yield _set(kind, artist, "edgecolor", artist.get_edgecolor().copy(), color)
        elif isinstance(artist, Patch | PathCollection):
            yield _set(kind, artist, "facecolor", np.array(artist.get_facecolor()).copy(), color)


# --- damage to what stands around ---------------------------------------------------------------


def _damage_to_axes(panel: PanelArtists) -> Iterator[Damage]:
    for name, axis in (("x", panel.axes.xaxis), ("y", panel.axes.yaxis)):
        labels = tuple(tick.label1 for tick in axis.get_major_ticks() if tick.label1.get_text())
        if not panel.axes.axison or not axis.get_visible() or not labels[1:]:
            continue
        if panel.axes.name != POLAR:
            turn = panel.axes.invert_xaxis if name == "x" else panel.axes.invert_yaxis
            yield Damage(f"an axis turned round ({name})", turn, turn)
        first, last = labels[0], labels[-1]
        words = first.get_text(), last.get_text()
        yield _set(f"a tick label ({name})", last, "text", words[1], "19" if words[1].isdigit() else f"{words[1]}9")
        yield Damage(
            f"two tick labels exchanged ({name})",
            lambda pair=(first, last), words=words: _say(pair, words[::-1]),
            lambda pair=(first, last), words=words: _say(pair, words),
        )


def _damage_to_words(scene: Scene) -> Iterator[Damage]:
    for told in scene.texts:
        if told.role in {
            TextRole.TITLE,
            TextRole.AXIS_TITLE,
            TextRole.LEGEND_TITLE,
            TextRole.PANEL,
            TextRole.RISK_TITLE,
        }:
            kind = f"the {told.role.value} {told.which}".strip()
            yield _set(kind, told.text, "text", told.text.get_text(), "loss of nothing")


def _damage_to_legend(scene: Scene) -> Iterator[Damage]:
    entries = [drawn for drawn in scene.legend if drawn.entry is not None and drawn.entry.key is not None]
    if entries:
        yield from _exchanged("two legend entries exchanged", (entries[0].text, entries[-1].text))
        yield _set("a legend entry renamed", entries[0].text, "text", entries[0].text.get_text(), "somebody")
        sample = entries[0].sample
        color = sample.get_color() if isinstance(sample, Line2D) else sample.get_facecolor()
        yield _set("a legend entry's colour", sample, "color", color, _ODD)
    bubbles = [drawn.text for drawn in scene.legend if drawn.entry is not None and drawn.entry.area]
    if bubbles:
        yield _set("what a bubble stands for", bubbles[-1], "text", bubbles[-1].get_text(), "7")
    if scene.direct:
        yield from _exchanged("two names at lines exchanged", tuple(label.text for label in scene.direct[:2]))
        leader = scene.direct[0].leader
        yield _set("a name's colour", leader, "color", leader.get_color(), _ODD)
    if scene.bar is not None:
        low, high = scene.bar.get_ylim()
        put = scene.bar.set_ylim
        yield Damage("the colour bar's end", lambda: put(low, high * 1.2), lambda: put(low, high))
        labels = [
            tick.label1 if tick.label1.get_visible() else tick.label2 for tick in scene.bar.yaxis.get_major_ticks()
        ]
        yield _set("a colour bar's label", labels[-1], "text", labels[-1].get_text(), "7")


def _damage_to_annotations(scene: Scene) -> Iterator[Damage]:
    for reference in scene.references:
        if isinstance(reference.artist, Line2D) and reference.text is not None:
            data = np.array(reference.artist.get_ydata(), dtype=float)
            yield _set("a reference line", reference.artist, "ydata", data, data * 1.1)
        if isinstance(reference.artist, Rectangle):
            height = reference.artist.get_height()
            yield _set("a reference band", reference.artist, "height", height, height * 1.1)
        if reference.text is not None:
            yield _set("an annotation's text", reference.text, "text", reference.text.get_text(), "99")
    for axis in scene.parallel[:1]:
        yield _set("a parallel axis' label", axis.texts[-1], "text", axis.texts[-1].get_text(), "77")


def _damage_to_risk_table(scene: Scene) -> Iterator[Damage]:
    for line in scene.risk[:1]:
        number = line.numbers[1]
        words, place = number.get_text(), number.get_position()
        yield _set("a number at risk", number, "text", words, f"{int(words) + 1}")
        yield _set("a number at risk hidden", number, "visible", True, False)
        yield _set("a number at risk moved along", number, "position", place, (place[0] + 5.0, place[1]))
        yield _set("a number at risk on another line", number, "position", place, (place[0], place[1] - 9.6))
    if len(scene.risk) > 1 and scene.risk[0].name is not None and scene.risk[1].name is not None:
        yield from _exchanged("two rows' names exchanged", (scene.risk[0].name, scene.risk[1].name))


def _exchanged(kind: str, texts: tuple[Text, ...]) -> Iterator[Damage]:
    words = tuple(text.get_text() for text in texts)
    yield Damage(kind, lambda: _say(texts, words[::-1]), lambda: _say(texts, words))


def _set(kind: str, artist: Artist, name: str, old: object, new: object) -> Damage:
    return _set_all(kind, artist, {name: old}, {name: new})


def _set_all(kind: str, artist: Artist, old: dict[str, object], new: dict[str, object]) -> Damage:
    def put(values: dict[str, object]) -> None:
        for name, value in values.items():
            getattr(artist, f"set_{name}")(value)

    return Damage(kind, lambda: put(new), lambda: put(old))


def every_damage(scene: Scene) -> Iterator[Damage]:
    """All damage that can be done to a finished plot, one artist at a time."""
    for panel in scene.panels[:1]:
        for _, painted in panel.painted:
            yield from _damage_to_marks(painted)
            if scene.style.in_legend:
                yield from _damage_to_series(painted, [key.color for key in scene.style.keys[:-1]])
        yield from _damage_to_axes(panel)
    yield from _damage_to_words(scene)
    yield from _damage_to_legend(scene)
    yield from _damage_to_annotations(scene)
    yield from _damage_to_risk_table(scene)
