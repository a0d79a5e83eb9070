"""Port of the reader of diagrams that people write as text."""

from typing import Protocol

from pb_core.domain.diagrams.plan import GivenDiagram


class DiagramNotation(Protocol):
    """A reader of flowcharts in Mermaid's notation.

    Duties:

    * *Meaning.* What is read is what was written: nodes, arrows, labels, frames and kinds; what has no counterpart is
      named in ``notes``, nothing is dropped silently. What ``domain.diagrams.notation.write_mermaid`` writes is read
      back unchanged.
    * *Refusal.* Text that is no flowchart raises ``InvalidRequest`` with one sentence that names the line, counted from
      1, and shows it shortened.
    * *Safety.* Text is data: nothing of it is executed, opened or fetched. Time and memory are bounded, whatever the
      text, and grow no faster than its length.

    A reader keeps a processor busy: call it in a thread. It is stateless and safe to call concurrently.
    """

    def read(self, text: str) -> GivenDiagram:
        """The plan that the text states."""
