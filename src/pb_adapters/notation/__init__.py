"""The notation of diagrams that people write: Mermaid flowcharts, read by a grammar."""

from pb_core.domain.diagrams.plan import GivenDiagram


class MermaidFlowcharts:
    """Reads Mermaid flowcharts; the grammar is loaded when the first one comes."""

    def read(self, text: str) -> GivenDiagram:
        """The plan that the text states.

        Raises:
            InvalidRequest: the text is no flowchart that can be read; the sentence names the line.
        """
        from pb_adapters.notation.mermaid import read  # noqa: PLC0415 - see above

        return read(text)
