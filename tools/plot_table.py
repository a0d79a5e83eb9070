"""Draws every mark from every data shape that can feed it, and proves each drawing.

``python tools/plot_table.py [--output FOLDER]`` prints a table of shape × mark: values compared, largest deviation,
findings of the layout checks. A combination that the shape has no fields for is left out, not failed. With
``--output`` the figures are kept. Exits with 1 if a drawing is not faithful.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pb_adapters.drawing.plots import render
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec, Projection, Spread, Stack
from pb_core.domain.tables.table import Column, ColumnType, Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import InvalidSpec
from pb_core.ports.plots import PlotRequest

Q, N = FieldType.QUANTITATIVE, FieldType.NOMINAL

DOCUMENTS: dict[str, object] = {
    "records": [
        {"model": m, "task": k, "score": 60 + 7 * i + 3 * j, "cost": 1.5 * (i + 1) + j}
        for i, m in enumerate(("A", "B", "C"))
        for j, k in enumerate(("MNLI", "QQP"))
    ],
    "columns": {"model": ["ResNet-50", "ViT-B/16", "EfficientNet-B4"], "accuracy": [76.1, 81.8, 82.9]},
    "ragged": {"A": [1, 2, 2, 3, 5, 8], "B": [2, 3, 3, 4], "C": [5, 5, 6, 7, 9]},
    "nested": {"BM25": {"NQ": 62.9, "SQuAD": 71.1}, "Dense": {"NQ": 78.4, "SQuAD": 63.2}},
    "matrix": {"rows": ["cat", "dog"], "columns": ["cat", "dog"], "values": [[88, 12], [9, 91]]},
    "array": [3, 1, 2, 4, 4, 5, 9, 2],
    "points": [[1, 2.1], [2, 3.9], [3, 6.2], [4, 7.8], [5, 10.1]],
    "series of points": {"A": [[1, 1], [2, 4], [3, 9]], "B": [[1, 2], [2, 3], [3, 5]]},
    "mean ± error": {"method": ["X", "Y"], "accuracy": ["76.1 ± 0.3", "81.8 ± 0.5"]},
    "low, high": [{"method": "X", "mean": 5, "ci": [4, 7]}, {"method": "Y", "mean": 6, "ci": [5.5, 6.5]}],
    "runs": {"X": [0.81, 0.79, 0.83, 0.8, 0.82], "Y": [0.88, 0.86, 0.9, 0.87, 0.85]},
    "dates": [{"day": f"2024-03-{d:02d}", "load": d % 7 + d / 3} for d in range(1, 20)],
    "natural order": {"context": ["8K", "1K", "32K"], "loss": [2.1, 2.6, 1.9]},
    "missing": [{"x": 1, "y": 2}, {"x": 2, "y": None}, {"x": 3, "y": 4}, {"x": 4, "y": 3}],
    "booleans": [{"pretrained": True, "score": 3}, {"pretrained": False, "score": 2}],
    "huge and tiny": {"name": ["a", "b", "c"], "value": [1e12, 3e-7, 5e5]},
    "units": {"model": ["A", "B"], "latency (ms)": [12.5, 8.25]},
    "percentages": {"model": ["A", "B"], "share": ["76.1%", "23.9%"]},
    "any script": {"模型": ["甲", "乙", "丙"], "准确率": [0.5, 0.75, 0.625]},
}


class Fields(Struct, frozen=True):
    """What a table offers to the marks: its first text, number and further number columns."""

    text: str | None
    number: str
    second: str | None
    series: str | None
    temporal: bool = False


class Row(Struct, frozen=True):
    """One drawing."""

    shape: str
    mark: str
    points: int
    deviation: float
    findings: tuple[str, ...]
    mismatches: tuple[str, ...]


def main() -> None:
    """Draw, prove and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
    rows = list(drawn(options.output))
    print("| shape | mark | values compared | largest deviation | layout findings |\n|---|---|---|---|---|")
    for row in rows:
        told = "; ".join(row.mismatches) or "; ".join(row.findings) or "none"
        print(f"| {row.shape} | {row.mark} | {row.points} | {row.deviation:.1e} | {told} |")
    unfaithful, found = sum(bool(row.mismatches) for row in rows), sum(bool(row.findings) for row in rows)
    print(
        f"\n{len(rows)} drawings, {unfaithful} not faithful, {sum(row.points for row in rows)} values compared, "
        f"largest deviation {max(row.deviation for row in rows):.1e}, {found} with findings"
    )
    sys.exit(unfaithful > 0)


def drawn(folder: Path | None) -> Iterator[Row]:
    """Every drawing, proved."""
    for shape, document in DOCUMENTS.items():
        table = read_table(document, TableLimits())
        for mark, spec in specs(fields_of(table)):
            try:
                reply = render(PlotRequest(spec=spec, table=table, aspect_ratio="4:3"))
            except InvalidSpec as error:
                yield Row(shape, mark, 0, 0.0, (f"refused: {error}",), ())
                continue
            report = prove(spec, table, reply.drawn)
            if folder:
                (folder / f"{shape} {mark}.png".replace(" ", "-")).write_bytes(reply.pictures[0].data)
            findings = tuple(f"{f.check.value} {f.subject}" for f in check_layout(reply.drawn, spec, "4:3"))
            yield Row(shape, mark, report.points, report.deviation, findings, report.mismatches)


def fields_of(table: Table) -> Fields:
    """The columns that marks can use."""

    def named(*types: ColumnType) -> list[Column]:
        return [c for c in table.columns if c.type in types and c.error_of is None]

    texts, numbers = named(ColumnType.TEXT, ColumnType.BOOLEAN), named(ColumnType.NUMBER)
    times = named(ColumnType.TIME)
    second = times or numbers[1:]
    return Fields(
        text=texts[0].name if texts else None,
        number=numbers[0].name,
        second=second[0].name if second else None,
        series=texts[1].name if len(texts) > 1 else None,
        temporal=bool(times),
    )


def specs(f: Fields) -> Iterator[tuple[str, PlotSpec]]:
    """Every mark that the fields can feed."""
    if f.text is not None:
        yield from over_categories(f, f.text)
    if f.second is not None:
        yield from over_numbers(f, f.second)
    yield from of_one_number(f)


def over_categories(f: Fields, text: str) -> Iterator[tuple[str, PlotSpec]]:
    """Marks with a category axis; several rows of a category are averaged first, where a mark needs one."""
    keys = (text,) if f.series is None else (text, f.series)
    mean = (t.Aggregate(groupby=keys, measures=(t.Measure(op=t.Op.MEAN, field=f.number, as_="mean"),)),)
    spread = (
        t.Aggregate(
            groupby=(text,),
            measures=tuple(t.Measure(op=op, field=f.number, as_=op.value) for op in (t.Op.MEAN, t.Op.MIN, t.Op.MAX)),
        ),
    )
    x, y, raw = channel(text), channel("mean", Q), channel(f.number, Q)
    colour = None if f.series is None else channel(f.series)
    yield "bar", plot(Mark(type=MarkType.BAR, labels=True), mean, x=x, y=y, color=colour, offset=f.series)
    yield "bar, horizontal", plot(Mark(type=MarkType.BAR), mean, x=y, y=x, color=colour, offset=f.series)
    yield "bar, error", plot(Mark(type=MarkType.BAR), spread, x=x, y=y, y_error=Spread(low="min", high="max"))
    if f.series is not None:
        yield "bar, stacked", plot(Mark(type=MarkType.BAR), mean, x=x, y=y, color=colour, stack=Stack.ZERO)
        yield "bar, normalised", plot(Mark(type=MarkType.BAR), mean, x=x, y=y, color=colour, stack=Stack.NORMALIZE)
        yield (
            "heatmap",
            plot(Mark(type=MarkType.RECT, labels=True), mean, x=x, y=channel(f.series), color=channel("mean", Q)),
        )
        yield "radar", plot(Mark(type=MarkType.LINE), mean, Projection.RADAR, x=x, y=y, color=colour)
        yield "parallel", plot(Mark(type=MarkType.LINE), mean, Projection.PARALLEL, x=x, y=y, color=colour)
    yield "line", plot(Mark(type=MarkType.LINE, point=True), mean, x=x, y=y, color=colour)
    yield "lollipop", plot(Mark(type=MarkType.POINT, stem=True), spread, x=x, y=y)
    yield "dot", plot(Mark(type=MarkType.POINT), mean, x=y, y=x, color=colour)
    yield "pie", plot(Mark(type=MarkType.ARC), spread, theta=channel("mean", Q), color=x)
    for kind in (MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP, MarkType.SWARM):
        yield kind.value, plot(Mark(type=kind), (), x=x, y=raw)


def over_numbers(f: Fields, second: str) -> Iterator[tuple[str, PlotSpec]]:
    """Marks with two measured axes."""
    x = channel(second, FieldType.TEMPORAL if f.temporal else Q)
    y = channel(f.number, Q)
    yield "scatter", plot(Mark(type=MarkType.POINT), (), x=x, y=y)
    yield "step", plot(Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER), (), x=x, y=y, detail=f.text)
    if f.text is None:
        yield "area", plot(Mark(type=MarkType.AREA), (), x=x, y=y)
    if not f.temporal:
        fit = t.Regression(x=second, y=f.number)
        band = Encoding(x=channel("x", Q), y=channel("fit low", Q), y2="fit high")
        line = Encoding(x=channel("x", Q), y=channel("fit", Q))
        yield (
            "regression",
            PlotSpec(
                layer=(
                    Layer(mark=Mark(type=MarkType.POINT), encoding=Encoding(x=x, y=y)),
                    Layer(mark=Mark(type=MarkType.ERRORBAND, fit=True), encoding=band, transform=(fit,)),
                    Layer(mark=Mark(type=MarkType.LINE, fit=True), encoding=line, transform=(fit,)),
                )
            ),
        )


def of_one_number(f: Fields) -> Iterator[tuple[str, PlotSpec]]:
    """Distributions of one number."""
    bins = (
        t.Bin(field=f.number, rule=t.BinRule.STURGES),
        t.Aggregate(groupby=("bin start", "bin end"), measures=(t.Measure(op=t.Op.COUNT, as_="count"),)),
    )
    yield (
        "histogram",
        plot(Mark(type=MarkType.BAR), bins, x=channel("bin start", Q), x2="bin end", y=channel("count", Q)),
    )
    yield (
        "density",
        plot(Mark(type=MarkType.AREA), (t.Density(field=f.number),), x=channel("value", Q), y=channel("density", Q)),
    )
    yield (
        "ecdf",
        plot(
            Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER),
            (t.Ecdf(field=f.number),),
            x=channel("value", Q),
            y=channel("share", Q),
        ),
    )
    yield "rug", plot(Mark(type=MarkType.TICK), (), x=channel(f.number, Q))


def channel(field: str, kind: FieldType = N) -> Channel:
    """A channel."""
    return Channel(field=field, type=kind)


def plot(
    mark: Mark, transform: tuple[t.Transform, ...], projection: Projection = Projection.CARTESIAN, **encoding: object
) -> PlotSpec:
    """A plot of one layer."""
    layer = Layer(mark=mark, encoding=Encoding(**encoding))  # type: ignore[arg-type]  # the callers name channels
    return PlotSpec(layer=(layer,), transform=transform, projection=projection)


if __name__ == "__main__":
    main()
