"""A plot engine in memory, tables in one line, and drawn plots that show the data as they should."""

import math
import zlib
from collections import deque
from collections.abc import Iterator, Sequence

import anyio
import anyio.lowlevel
import msgspec
from msgspec.structs import replace

from pb_core.domain.pictures import MEDIA_TYPES, RGB, SIGNATURES, Picture
from pb_core.domain.plane import Margins, Rect
from pb_core.domain.plots.drawn import (
    DrawnAxis,
    DrawnCount,
    DrawnKey,
    DrawnPanel,
    DrawnPlot,
    DrawnPlotText,
    DrawnReference,
    DrawnTick,
    Items,
    Panel,
    ReferenceKind,
    TextRole,
)
from pb_core.domain.plots.expectation import Reference, accents, expect, expected, label_format, references, titles
from pb_core.domain.plots.label_text import number_text, time_text
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_plot import Resolved, names_end_lines, resolve
from pb_core.domain.plots.risk_table import risk_rows
from pb_core.domain.plots.spec import Axis, Channel, Encoding, FieldType, Format, Layer, Orient, PlotSpec, Side
from pb_core.domain.plots.spec_rules import check_fields
from pb_core.domain.tables.table import Cell, Column, ColumnType, Shape, Table
from pb_core.errors import CannotDraw
from pb_core.ports.plots import LegendReply, LegendRequest, PlotFrame, PlotReply, PlotRequest
from pb_core.testing.memory.images import write_png


class ScriptedPlots:
    """Answers with tiny pictures and with what an honest engine would read back, or raises what is scripted.

    ``requests`` holds every call, ``legends`` those of legends.
    """

    provider = "scripted"
    model = "scripted-1"

    def __init__(self) -> None:
        self.requests: list[PlotRequest] = []
        self.legends: list[LegendRequest] = []
        self.scripts: deque[Exception] = deque()

    async def draw(self, request: PlotRequest) -> PlotReply:
        """Draw at once."""
        self.requests.append(request)
        await anyio.lowlevel.checkpoint()
        if self.scripts:
            raise self.scripts.popleft()
        check_fields(request.spec, request.table)
        expect(request.spec, request.table)
        drawn = honest(request.spec, request.table)
        if request.frame is None:
            wide, high = _ratio(request.aspect_ratio)
        else:
            drawn = _framed(drawn, request.frame)
            wide, high = request.frame.size.pixels(drawn.height)
        pictures = tuple(_picture(kind, msgspec.json.encode(request), wide, high) for kind in request.formats)
        return PlotReply(pictures=pictures, drawn=drawn)

    async def draw_legend(self, request: LegendRequest) -> LegendReply:
        """Draw at once: as wide as asked for, a line of text high."""
        self.legends.append(request)
        await anyio.lowlevel.checkpoint()
        if not request.keys:
            raise CannotDraw("a legend without entries cannot be drawn")
        width, height = request.size.width, request.text * 1.2
        pixels = request.size.pixels(height)
        pictures = tuple(_picture(kind, msgspec.json.encode(request), *pixels) for kind in request.formats)
        return LegendReply(pictures=pictures, width=width, height=height, keys=request.keys)


_LEAST = Margins(left=9.0, top=7.0, right=5.0, bottom=11.0)


def _framed(drawn: DrawnPlot, frame: PlotFrame) -> DrawnPlot:
    """The plot in the place that the sheet has for it."""
    size, floor = frame.size, frame.margins
    height = size.height or size.width / 2
    left, top = max(_LEAST.left, floor.left), max(_LEAST.top, floor.top)
    wide = size.width - left - max(_LEAST.right, floor.right)
    area = Rect(left, top, wide, height - top - max(_LEAST.bottom, floor.bottom))
    if min(area.width, area.height) <= 0:
        raise CannotDraw("not everything fits into the figure")
    texts = tuple(replace(text, size=frame.text) for text in drawn.texts)
    panels = tuple(replace(panel, rect=area) for panel in drawn.panels)
    keys = tuple(key for key in frame.legend if key.series in {own.series for own in drawn.keys}) or drawn.keys
    legend = None if frame.legend else drawn.legend
    return replace(drawn, width=size.width, height=height, panels=panels, texts=texts, keys=keys, legend=legend)


def _ratio(text: str | None) -> tuple[int, int]:
    wide, _, high = (text if text and text != "auto" else "4:3").partition(":")
    if not (wide.isdigit() and high.isdigit()):
        raise CannotDraw(f"'{text}' is not an aspect ratio")
    return int(wide), int(high)


def _picture(kind: str, asked: bytes, wide: int, high: int) -> Picture:
    if kind not in SIGNATURES:
        raise CannotDraw(f"no pictures of the format '{kind}' are made")
    seed = zlib.crc32(asked).to_bytes(4, "big")
    data = write_png(wide, high, RGB, seed[1:] * wide) if kind == "png" else SIGNATURES[kind] + seed
    return Picture(format=kind, media_type=MEDIA_TYPES[kind], data=data, width=wide, height=high)


def sample_spec(**changes: object) -> PlotSpec:
    """Bars of a score by method."""
    encoding = Encoding(
        x=Channel(field="method", type=FieldType.NOMINAL), y=Channel(field="score", type=FieldType.QUANTITATIVE)
    )
    spec = PlotSpec(layer=(Layer(mark=Mark(type=MarkType.BAR), encoding=encoding),))
    return msgspec.structs.replace(spec, **changes)


def sample_request(**changes: object) -> PlotRequest:
    """A small bar chart in every format."""
    table = table_of(method=("Ours", "BERT", "GPT"), score=(91.5, 84.2, 88.0))
    request = PlotRequest(spec=sample_spec(), table=table, aspect_ratio="4:3", formats=("png", "svg", "pdf"))
    return msgspec.structs.replace(request, **changes)


_BOX = Rect(x=0, y=0, width=1, height=1)
_COLOURS = 0x1000


def table_of(**columns: Sequence[Cell]) -> Table:
    """A table with these columns; their type is that of their first value that is not missing."""
    return Table(shape=Shape.COLUMNS, columns=tuple(column_of(name, values) for name, values in columns.items()))


def column_of(name: str, values: Sequence[Cell], unit: str = "") -> Column:
    """A column of booleans, texts or numbers."""
    first = next((value for value in values if value is not None), 0)
    kind = ColumnType.NUMBER
    if isinstance(first, bool):
        kind = ColumnType.BOOLEAN
    elif isinstance(first, str):
        kind = ColumnType.TEXT
    return Column(name=name, type=kind, values=tuple(values), unit=unit)


def honest(spec: PlotSpec, table: Table) -> DrawnPlot:
    """A drawn plot that shows exactly what the data says, as if read back from flawless artists."""
    resolved = resolve(spec, table)
    named = titles(resolved)
    texts = [
        (TextRole.TITLE, named.plot),
        (TextRole.LEGEND_TITLE, named.legend),
        (TextRole.RISK_TITLE, named.risk_table),
    ]
    series = resolved.series if resolved.legend else ()
    direct = spec.legend.orient is Orient.DIRECT and names_end_lines(resolved)
    texts += [(TextRole.DIRECT, name) for name in series if direct]
    return DrawnPlot(
        width=252,
        height=189,
        panels=tuple(
            _panel(resolved, panel, notes)
            for panel, notes in zip(expected(resolved).panels, references(resolved), strict=True)
        ),
        texts=tuple(DrawnPlotText(role=role, text=text, rect=_BOX, size=8) for role, text in texts if text),
        keys=tuple(
            DrawnKey(series=name, color=f"#{_COLOURS + place:06x}", accent=accents(resolved).get(name, ""))
            for place, name in enumerate(series)
        ),
        legend=_BOX if series and not direct else None,
    )


def _panel(resolved: Resolved, panel: Panel, notes: Sequence[Reference]) -> DrawnPanel:
    axes, named = resolved.spec.axes, titles(resolved)
    right = any(data.layer.axis is Side.RIGHT for data in resolved.layers)
    x = _axis(resolved, panel, "x", axes.x, named.x)
    return DrawnPanel(
        rect=_BOX,
        x=x,
        y=_axis(resolved, panel, "y", axes.y, named.y),
        right=_axis(resolved, panel, "right", axes.right, named.right) if right else None,
        items=tuple(_written(resolved, items) for items in panel.items),
        column=panel.column,
        row=panel.row,
        references=tuple(_reference(note) for note in notes),
        at_risk=tuple(_at_risk(resolved, [tick.position for tick in x.ticks])),
    )


def _at_risk(resolved: Resolved, places: Sequence[float]) -> Iterator[DrawnCount]:
    table = resolved.spec.risk_table
    for row in () if table is None else risk_rows(resolved, table):
        for place in places:
            yield DrawnCount(series=row.series, at=place, text=number_text(row.at(place), Format()))


def _written(resolved: Resolved, items: Items) -> Items:
    """The items with their numbers written as labels write them, in full."""
    form = label_format(resolved, resolved.layers[items.layer])
    if form is None or not items.text:
        return items
    return replace(items, text=tuple(number_text(float(text), form) if text else "" for text in items.text))


def _reference(note: Reference) -> DrawnReference:
    at = (0.0, 0.0, 1.0, 1.0) if note.kind is ReferenceKind.IDENTITY else note.at
    is_note = note.kind is ReferenceKind.NOTE and not note.text and note.number is not None
    text = number_text(note.number, note.form) if is_note and note.number is not None else note.text
    if note.behind and note.number is not None:
        text = f"{note.text} = {number_text(note.number, note.form)}"
    return DrawnReference(kind=note.kind, at=at, axis=note.axis, text=text)


def _axis(resolved: Resolved, panel: Panel, name: str, axis: Axis, title: str) -> DrawnAxis:
    labels = {"x": resolved.x, "y": resolved.y}.get(name, ())
    if labels:
        ticks = tuple(DrawnTick(float(place), label) for place, label in enumerate(labels))
        return DrawnAxis(
            title=title, low=-0.5, high=len(labels) - 0.5, ticks=ticks, discrete=True, reversed=axis.scale.reverse
        )
    layers = {
        data.index for data in resolved.layers if name == "x" or (data.layer.axis is Side.RIGHT) == (name == "right")
    }
    numbers = [
        number
        for items in panel.items
        if items.layer in layers
        for column in ((items.x, items.x2) if name == "x" else (items.y, items.y2))
        for number in column
        if isinstance(number, int | float)
    ] or [0.0, 1.0]
    low, high = min(numbers), max(numbers)
    low = low if axis.scale.domain_min is None else axis.scale.domain_min
    high = high if axis.scale.domain_max is None else axis.scale.domain_max
    temporal = _is_temporal(resolved, layers, name)
    return DrawnAxis(
        title=title, low=low, high=high if high > low else low + 1, scale=axis.scale.type, temporal=temporal,
        ticks=tuple(_tick(at, axis, temporal=temporal) for at in dict.fromkeys((low, high))),
        reversed=axis.scale.reverse,
    )  # fmt: skip


def _tick(at: float, axis: Axis, *, temporal: bool) -> DrawnTick:
    if temporal:
        return DrawnTick(math.floor(at), time_text(math.floor(at), "%Y-%m-%d %H:%M:%S"))
    place = float(f"{at:.12g}")
    return DrawnTick(place, number_text(place, axis.format))


def _is_temporal(resolved: Resolved, layers: set[int], name: str) -> bool:
    encodings = [data.layer.encoding for data in resolved.layers if data.index in layers]
    channels = [encoding.x if name == "x" else encoding.y for encoding in encodings]
    return any(channel is not None and channel.type is FieldType.TEMPORAL for channel in channels)
