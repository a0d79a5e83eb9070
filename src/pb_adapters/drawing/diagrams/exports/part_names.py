"""Names for the parts that arrows join, of letters, digits and hyphens, each given once in a figure."""

import re

from pb_adapters.drawing.diagrams.figure_parts import FigureParts

_OTHER = re.compile(r"[^A-Za-z0-9]+")


def part_names(figure: FigureParts) -> dict[str, str]:
    """The names of panels and elements by their ids: the kind and what of the id is plain."""
    given: dict[str, str] = {}
    for part in figure.parts:
        if part.kind not in {"panel", "element"}:
            continue
        stem = "-".join(filter(None, (part.kind, _OTHER.sub("-", part.id).strip("-"))))
        name, count = stem, 1
        while name in given.values():
            count += 1
            name = f"{stem}-{count}"
        given[part.id] = name
    return given
