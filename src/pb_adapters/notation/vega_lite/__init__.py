"""Vega-Lite specifications, translated to our grammar or refused: a pure function of the text and the table."""

from collections.abc import Mapping
from typing import Any

from pb_adapters.notation.vega_lite.limits import document_of
from pb_adapters.notation.vega_lite.parts import Notes
from pb_adapters.notation.vega_lite.translation import translated
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table


def read_vega_lite(
    source: str | Mapping[str, Any], table: Table, what: str = "plan"
) -> tuple[PlotSpec, tuple[str, ...]]:
    """The plot that a Vega-Lite specification states of a table, and what of it was not followed, in sentences.

    ``source`` is the specification as text or as a parsed object; ``what`` begins the paths in sentences. The plot must
    still be held against the table (``check_spec``), as any other.

    Raises:
        InvalidRequest: the specification has something that our grammar has no counterpart for, names what is not
            there, brings data along or is too large; the sentence begins with the path and says what there is instead.
    """
    notes = Notes()
    spec = translated(document_of(source, what), table, notes, what)
    return spec, notes.sentences()
