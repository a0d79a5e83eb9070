"""The notations that people write figures in: Mermaid flowcharts, read by a grammar, and Vega-Lite."""

from collections.abc import Mapping
from typing import Any

from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.tables.table import Table


class MermaidFlowcharts:
    """Reads Mermaid flowcharts; the grammar is loaded when the first one comes."""

    def read(self, text: str) -> GivenDiagram:
        """The plan that the text states.

        Raises:
            InvalidRequest: the text is no flowchart that can be read; the sentence names the line.
        """
        from pb_adapters.notation.mermaid import read  # noqa: PLC0415 - see above

        return read(text)


def translate_vega_lite(document: Mapping[str, Any], table: Table) -> GivenPlot:
    """The plot that a Vega-Lite specification states of a table; the translation is loaded with the first one.

    Raises:
        InvalidRequest: something in it has no counterpart; the sentence has its path.
    """
    from pb_adapters.notation.vega_lite import read_vega_lite  # noqa: PLC0415 - see above

    spec, notes = read_vega_lite(document, table)
    return GivenPlot(spec=spec, notes=notes)
