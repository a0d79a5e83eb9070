"""The prompt of a model that paints a diagram, compiled from its plan: what is not planned is not in it."""

from collections.abc import Iterable

from pb_core.domain.diagrams.class_words import class_words
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Heads,
    Palette,
    State,
    Styling,
)
from pb_core.domain.diagrams.zooms import zooms_of

SHAPES = {
    ElementKind.INPUT: "input, a slanted box",
    ElementKind.OUTPUT: "output, a pill",
    ElementKind.DATA: "data, a sheet with a folded corner",
    ElementKind.PROCESS: "process, a rounded box",
    ElementKind.MODEL: "model, a rounded box with a double border",
    ElementKind.OPERATION: "operation, a box with cut corners",
    ElementKind.DECISION: "decision, a diamond",
    ElementKind.STORE: "store, a cylinder",
    ElementKind.OBJECTIVE: "objective, a hexagon",
    ElementKind.ACTOR: "actor, a box with a small figure",
}
"""What each kind of element is and how it is drawn, in words."""
LINES = {
    ConnectionKind.FLOW: "solid",
    ConnectionKind.FEEDBACK: "dashed, around the outside",
    ConnectionKind.SKIP: "dotted, past what lies between",
    ConnectionKind.BRANCH: "solid, forking",
    ConnectionKind.CONTROL: "dash-dotted",
    ConnectionKind.REFERENCE: "thin and dashed",
}
"""How the line of each kind of connection is drawn, in words."""
HUES = {
    Palette.HARBOR: "deep blue, teal and one warm orange accent",
    Palette.MEADOW: "leaf green, ochre and one plum accent",
    Palette.SLATE: "slate grey, steel blue and one amber accent",
}
"""The colours of each palette, in words: a model prints codes."""
_SIGNS = {Heads.TARGET: "→", Heads.BOTH: "↔", Heads.NONE: "—"}
_STATES = {State.FROZEN: "a small snowflake at its corner", State.TRAINED: "a small flame at its corner"}
_WAYS = {
    Direction.RIGHT: "from left to right",
    Direction.DOWN: "from top to bottom",
    Direction.LEFT: "from right to left",
    Direction.UP: "from bottom to top",
}
_RULES = (
    "Text in the picture: only the words between the quotation marks of these lists, spelled letter by letter as they "
    "stand there, each where it belongs and once. No other text: no title, no caption, no legend, no captions of "
    "arrows that have no label, no watermark. The numbers and letters of these lists are for reading them; paint none."
)


def painter_prompt(
    spec: DiagramSpec,
    styling: Styling,
    *,
    ratio: str | None = None,
    atmosphere: str = "",
    corrections: Iterable[str] = (),
    shown: int = 0,
    longest: int | None = None,
) -> str:
    """The plan as instructions: numbered elements, every arrow, frames, colours, direction, ratio; then prose.

    ``atmosphere`` is prose about the look; it is cut, at the end of a sentence, where the whole would pass ``longest``
    characters. ``corrections`` say what was wrong with earlier paintings. ``shown`` is how many reference figures go
    along.
    """
    parts = [
        _opening(spec, styling, ratio),
        _listed("Elements, each drawn once, with its text inside", _elements(spec)),
        _listed("Arrows, each drawn once, and no others", _arrows(spec)),
        _listed("Frames, thin and rounded, each around its own elements with its title at the top", _frames(spec)),
        _colours(spec, styling),
        _RULES,
        _listed("An earlier painting of this figure was wrong. Take care of these now", corrections),
        _SHOWN if shown else "",
    ]
    told = "\n\n".join(filter(None, parts))
    prose = _fitting(atmosphere.strip(), None if longest is None else longest - len(told) - len(_MANNER) - 2)
    return f"{told}\n\n{_MANNER}{prose}" if prose else told


_SHOWN = (
    "The pictures that go along are other figures, shown for the manner of drawing alone: take over their evenness, "
    "line work and spacing, and no word, box or arrow of theirs."
)
_MANNER = "Manner and mood, where they agree with the lists above: "


def quoted(text: str) -> str:
    """A label as it is to be painted: on one line, mathematics without the dollars around it."""
    return f"“{' '.join(text.replace('$', '').split())}”"


def _opening(spec: DiagramSpec, styling: Styling, ratio: str | None) -> str:
    shape = f", of ratio {ratio} (width to height)" if ratio and ":" in ratio else ""
    way = _WAYS.get(styling.direction) or _way_of(ratio)
    title = f" Its title {quoted(spec.title)} stands at the top." if spec.title else ""
    return (
        f"Paint one figure of a scientific paper{shape}: a flat, clean diagram on a white ground with even margins, "
        f"read {way}. Crisp sans-serif letters, large enough to read when it is printed 17 cm wide.{title}"
    )


def _way_of(ratio: str | None) -> str:
    width, _, height = (ratio or "").partition(":")
    is_tall = width.isdigit() and height.isdigit() and int(width) < int(height)
    return _WAYS[Direction.DOWN if is_tall else Direction.RIGHT]


def _listed(heading: str, lines: Iterable[str]) -> str:
    told = "\n".join(f"- {line}" for line in lines)
    return f"{heading}:\n{told}" if told else ""


def _elements(spec: DiagramSpec) -> Iterable[str]:
    letters, zooms = _letters(spec), zooms_of(spec)
    for number, element in enumerate(spec.elements, 1):
        yield f"{number}. {quoted(element.label)}: {'; '.join(_traits(element, letters, zooms.get(element.id)))}"


def _traits(element: Element, letters: dict[str, str], inside: str | None) -> Iterable[str]:
    yield SHAPES[element.kind]
    if element.detail:
        yield f"below it in smaller letters {quoted(element.detail)}"
    if element.repeat:
        yield f"drawn as a small stack marked “×{element.repeat}”"
    if element.state:
        yield _STATES[element.state]
    if element.color:
        yield f"in {element.color.value}"
    elif sort := class_words(element.category):
        yield f"in one colour with all of the sort {sort}"
    if element.group:
        yield f"inside frame {letters[element.group]}"
    if inside:
        yield f"two thin dashed lines lead from its corners to those of frame {letters[inside]}, which shows its inside"


def _arrows(spec: DiagramSpec) -> Iterable[str]:
    numbers = {element.id: number for number, element in enumerate(spec.elements, 1)}
    labels = {element.id: element.label for element in spec.elements}
    for connection in spec.connections:
        ends = f"{numbers[connection.source]} {_SIGNS[connection.heads]} {numbers[connection.target]}"
        names = f"from {quoted(labels[connection.source])} to {quoted(labels[connection.target])}"
        yield ", ".join(filter(None, (f"{ends} ({names})", LINES[connection.kind], *_arrow_traits(connection))))


def _arrow_traits(connection: Connection) -> Iterable[str]:
    if connection.heads is Heads.NONE:
        yield "a line without heads"
    if connection.heads is Heads.BOTH:
        yield "with a head at both ends"
    yield f"labelled {quoted(connection.label)}" if connection.label else "without a label"


def _frames(spec: DiagramSpec) -> Iterable[str]:
    letters = _letters(spec)
    for group in spec.groups:
        numbers = [str(number) for number, element in enumerate(spec.elements, 1) if element.group == group.id]
        inner = [f"frame {letters[other.id]}" for other in spec.groups if other.parent == group.id]
        holds = f"around {', '.join((*numbers, *inner))}" if numbers or inner else ""
        yield "; ".join(
            filter(None, (f"{letters[group.id]}. {quoted(group.title)}", holds, *_frame_traits(group, letters)))
        )


def _frame_traits(group: Group, letters: dict[str, str]) -> Iterable[str]:
    if group.repeat:
        yield f"marked “×{group.repeat}” at its corner"
    if group.parent:
        yield f"inside frame {letters[group.parent]}"


def _letters(spec: DiagramSpec) -> dict[str, str]:
    """A name for each frame: A, B, …, of which a diagram has at most twenty."""
    return {group.id: chr(ord("A") + place) for place, group in enumerate(spec.groups)}


def _colours(spec: DiagramSpec, styling: Styling) -> str:
    numbers = [str(number) for number, element in enumerate(spec.elements, 1) if element.id in styling.emphasis]
    stressed = f" Only {' and '.join(numbers)} in the accent colour." if numbers else " The accent colour sparingly."
    return f"Colours: {HUES[styling.palette]}; soft fills, darker borders, dark letters.{stressed}"


def _fitting(prose: str, room: int | None) -> str:
    """The prose, or its first sentences where it is longer than there is room."""
    if room is None or len(prose) <= room:
        return prose
    kept, stop, _ = prose[: max(room, 0)].rpartition(". ")
    return f"{kept}." if stop else ""
