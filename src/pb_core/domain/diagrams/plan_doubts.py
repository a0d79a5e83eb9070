"""Doubts about a plan: what its planner was told and did not do, though it could be drawn."""

from pb_core.domain.diagrams.spec import DiagramSpec

MOST_ELEMENTS, READABLE = 20, 14
LONGEST_LABEL = 40
"""Characters of a label that still reads at a glance."""
_NAMED = 5


def plan_doubts(spec: DiagramSpec) -> str:
    """What speaks against a plan, ``""`` for nothing; it may stand all the same."""
    said = []
    if len(spec.elements) > MOST_ELEMENTS:
        said.append(
            f"The figure has {len(spec.elements)} elements, and {READABLE} are readable: leave out what the caption "
            "does not need, and gather steps of one part in its detail."
        )
    long = [element.label for element in spec.elements if len(element.label) > LONGEST_LABEL]
    if long:
        shown = ", ".join(f"'{label[:60]}'" for label in long[:_NAMED])
        said.append(
            f"Labels of more than {LONGEST_LABEL} characters are sentences: call {shown} by short noun phrases."
        )
    return " ".join(said)
