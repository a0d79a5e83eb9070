"""Quick edits: what can be changed of a part by a button, and the instruction that each stands for.

An instruction names parts as their author reads them, in quotation marks; by their ids where two are called the same.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.quotations import squeezed
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, ElementKind, Hue, Palette, names_of
from pb_core.domain.diagrams.twins import arrow_names, has_twin
from pb_core.domain.print_styling import Theme
from pb_core.errors import InvalidRequest

_MARKS = (("“", "”"), ('"', '"'), ("‘", "’"), ("«", "»"))
_WAYS = {
    Direction.RIGHT: "left to right",
    Direction.DOWN: "top to bottom",
    Direction.LEFT: "right to left",
    Direction.UP: "bottom to top",
}
RATIOS = ("1:1", "5:4", "4:3", "3:2", "16:9", "21:9", "4:5", "3:4", "2:3", "9:16")


class QuickEdit(Struct, frozen=True, kw_only=True):
    """One edit: its name in forms, what its button says, and the text or the choice that it takes, if any.

    ``says`` is its instruction, with ``{part}``, ``{source}``, ``{target}`` and ``{value}``.
    """

    name: str
    button: str
    says: str
    label: str = ""
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_text: bool = False


def _values(choices: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value) for value in choices)


_RENAME = QuickEdit(name="rename", button="Rename", says="rename {part} to {value}", label="Name", is_text=True)
_REMOVE = QuickEdit(name="remove", button="Remove", says="remove {part}")


def edits_of(spec: DiagramSpec, sort: str, subject: str, emphasis: Sequence[str] = ()) -> tuple[QuickEdit, ...]:
    """What can be changed of a part of a plan; ``sort`` is ``box``, ``arrow`` or ``frame``, ``subject`` its id."""
    match sort:
        case "box":
            return _of_box(spec, subject, is_leading=subject in emphasis)
        case "arrow":
            arrow = _arrow(spec, subject)
            twin = _twin(spec, arrow)
            ends = f"the {twin or 'arrow'} from {{source}} to {{target}}"
            label = QuickEdit(
                name="label", button="Label", says=f"label {ends} {{value}}", label="Words at it", value=arrow.label,
                is_text=True,
            )  # fmt: skip
            turn = QuickEdit(name="reverse", button="Turn round", says=f"reverse {ends}")
            return (label, turn, QuickEdit(name="remove", button="Remove", says=f"remove {ends}"))
        case _:
            ungroup = QuickEdit(name="ungroup", button="Take the frame away", says="ungroup {part}")
            return (_named(_RENAME, names_of(spec)[subject]), ungroup)


def _of_box(spec: DiagramSpec, subject: str, *, is_leading: bool) -> tuple[QuickEdit, ...]:
    element = next(element for element in spec.elements if element.id == subject)
    kinds = QuickEdit(
        name="kind", button="Set", says="turn {part} into {value}", label="Kind", value=element.kind.value,
        choices=_values([kind.value for kind in ElementKind]),
    )  # fmt: skip
    colour = QuickEdit(
        name="colour", button="Set", says="make {part} {value}", label="Colour", value=element.color or "",
        choices=(("", "chosen by the drawing"), *_values([hue.value for hue in Hue])),
    )  # fmt: skip
    groups = tuple((group.id, group.title) for group in spec.groups)
    move = QuickEdit(
        name="move", button="Move", says="move {part} to group {value}", label="Frame", value=element.group or "",
        choices=(("", "none"), *groups),
    )  # fmt: skip
    lead = QuickEdit(name="lead", button="Make it stand out", says="highlight {part}")
    calm = QuickEdit(name="calm", button="Let it stand out no more", says="stop highlighting {part}")
    shown = (_named(_RENAME, element.label), kinds, colour, *((move,) if groups else ()))
    return (*shown, calm if is_leading else lead, _REMOVE)


def _named(edit: QuickEdit, label: str) -> QuickEdit:
    return replace(edit, value=" ".join(label.split()))


def instruction(spec: DiagramSpec, edit: QuickEdit, subject: str, value: str) -> str:
    """The instruction of an edit of a part; raises ``InvalidRequest`` for a value that it does not take."""
    value = " ".join(value.split())
    if edit.is_text and not value:
        raise InvalidRequest(f"{edit.label} is required")
    if edit.choices and value not in {choice for choice, _ in edit.choices}:
        raise InvalidRequest(f"{edit.label} must be one of those that can be chosen")
    says = edit.says
    if edit.name == "move":
        says = says if value else "move {part} out of its group"
        value = _name(spec, value) if value else ""
    elif edit.choices and not value:
        raise InvalidRequest(f"Choose a {edit.label.lower()}")
    elif edit.is_text:
        value = quoted(value)
    if "{source}" in says:
        arrow = _arrow(spec, subject)
        return says.format(source=_name(spec, arrow.source), target=_name(spec, arrow.target), value=value)
    return says.format(part=_name(spec, subject), value=value)


def quoted(text: str) -> str:
    """A text in quotation marks that it does not hold itself; raises ``InvalidRequest`` where it holds all."""
    for left, right in _MARKS:
        if left not in text and right not in text:
            return f"{left}{text}{right}"
    raise InvalidRequest("A name cannot hold every kind of quotation marks: leave one out")


def look_instruction(direction: str, palette: str, theme: str, ratio: str) -> str:
    """The instruction that gives the whole figure another look; empty where nothing is chosen."""
    ways = {way.value: words for way, words in _WAYS.items()}
    asked = (
        (direction, ways.keys(), f"lay it out from {ways.get(direction, '')}"),
        (palette, {one.value for one in Palette}, f"use the {palette} palette"),
        (theme, {one.value for one in Theme}, f"use the {theme} theme"),
        (ratio, set(RATIOS), f"make it {ratio}"),
    )
    for value, known, _ in asked:
        if value and value not in known:
            raise InvalidRequest("The look must be one of those that can be chosen")
    return ", ".join(words for value, _, words in asked if value)


def _arrow(spec: DiagramSpec, name: str) -> Connection:
    names = arrow_names(spec.connections)
    return next(arrow for arrow, known in zip(spec.connections, names, strict=True) if known == name)


def _twin(spec: DiagramSpec, arrow: Connection) -> str:
    """How an instruction calls an arrow beside which another of its kind joins the same two; empty for others."""
    if not has_twin(arrow, spec.connections):
        return ""
    return f"arrow {quoted(' '.join(arrow.label.split()))}" if arrow.label else "unlabelled arrow"


def _name(spec: DiagramSpec, identifier: str) -> str:
    """How an instruction calls a part: by its label, where that is its alone."""
    names = names_of(spec)
    label = squeezed(names[identifier])
    alike = {name for name, other in names.items() if label in {squeezed(other), squeezed(name)}}
    return quoted(names[identifier] if alike == {identifier} else identifier)
