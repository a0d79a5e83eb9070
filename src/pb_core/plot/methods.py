"""Methods: sentences that name every statistic of a plot, so that a caption can cite them."""

from collections.abc import Iterator

from pb_core.plot.deriving import apply
from pb_core.plot.describing.derived import transform_sentences
from pb_core.plot.describing.shown import layer_sentences, reference_sentences
from pb_core.plot.describing.sources import sources
from pb_core.plot.expecting.resolved import resolve
from pb_core.plot.grammar import PlotSpec
from pb_core.tables.table import Table


def methods(spec: PlotSpec, table: Table) -> tuple[str, ...]:
    """The sentences, each once: transforms, what marks and error bars show, reference lines, what is missing.

    Error bars that the caller gave are named by their column; nothing is said about what they are. Raises
    ``InvalidSpec`` where the spec does not fit the table.
    """
    return tuple(dict.fromkeys(_sentences(spec, table)))


def _sentences(spec: PlotSpec, table: Table) -> Iterator[str]:
    resolved = resolve(spec, table)
    yield from transform_sentences(table, spec.transform)
    shared = apply(table, spec.transform)
    for data in resolved.layers:
        yield from transform_sentences(shared, data.layer.transform)
        _, own = sources(table, (*spec.transform, *data.layer.transform))
        yield from layer_sentences(data, own)
    yield from reference_sentences(resolved)
