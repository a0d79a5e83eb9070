"""The quick edits of diagrams: one table of forms, each with the operations that it stands for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any

from pb_adapters.planners.edits.forms import Form, Reader, named, one_of, text_of
from pb_adapters.planners.edits.names import Meant, Names
from pb_adapters.planners.edits.reading import Clause, EditReader
from pb_adapters.planners.edits.words import Word
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.kinds import singular
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, ElementKind, Hue, Palette, names_of
from pb_core.domain.diagrams.twins import twin_words
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import EditBrief
from pb_core.errors import NotUnderstood

_ARROW = "arrow|arrows|edge|line|link|connection"
_BOX = "box|element|block|node|step"
_FRAME = "group|frame|panel"
_FIGURE = "figure|diagram|it|everything|flow"
_ID = re.compile(r"\W+")
LONGEST_LABEL = 120

RATIOS = {ratio: ratio for ratio in ("1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9")}
RATIOS |= {"square": "1:1"}

_DIRECTIONS = named(Direction) | {
    "left to right": Direction.RIGHT, "rightwards": Direction.RIGHT, "horizontally": Direction.RIGHT,
    "horizontal": Direction.RIGHT, "right to left": Direction.LEFT, "leftwards": Direction.LEFT,
    "top to bottom": Direction.DOWN, "downwards": Direction.DOWN, "vertically": Direction.DOWN,
    "vertical": Direction.DOWN, "bottom to top": Direction.UP, "upwards": Direction.UP,
}  # fmt: skip
_CHOICES: Mapping[str, Reader] = {
    "text": text_of,
    "quote": lambda words: words[0].text if len(words) == 1 and words[0].quoted else None,
    "bare": one_of({"unlabelled": "", "unlabeled": ""}),
    "color": one_of(named(Hue) | {"gray": Hue.GREY}),
    "kind": one_of(named(ElementKind)),
    "palette": one_of(named(Palette)),
    "theme": one_of(named(Theme) | {"greyscale": Theme.GREY, "grayscale": Theme.GREY}),
    "direction": one_of(_DIRECTIONS),
    "aspect_ratio": one_of(RATIOS),
}


def edit(brief: EditBrief) -> DiagramPatch:
    """The patch that an instruction orders; raises ``NotUnderstood`` with the edits that are known."""
    figure = PlannedDiagram(spec=brief.spec, styling=brief.styling, aspect_ratio=brief.aspect_ratio)
    reader: EditReader[PlannedDiagram, DiagramOperation] = EditReader(_FORMS, _read, _carry)
    return DiagramPatch(operations=reader.operations(brief.instruction, figure, Names(brief.spec).labels))


def _carry(operations: Sequence[DiagramOperation], figure: PlannedDiagram) -> PlannedDiagram:
    return apply(DiagramPatch(operations=tuple(operations)), figure)


def _read(form: Form, figure: PlannedDiagram, clause: Clause) -> tuple[DiagramOperation, ...] | None:
    names = Names(figure.spec, _named_by(clause.before))
    parts: dict[str, Reader] = {
        "part": names.part,
        "parts": names.parts,
        "group": partial(names.part, group=True),
    }
    sure = {slot: _certain(read) for slot, read in parts.items()}
    values = form.values(clause.words, {**_CHOICES, **(sure if clause.is_sure else parts)})
    if values is None:
        return None
    found = {slot: _resolved(value, names) for slot, value in values.items()}
    if isinstance(form.make, type):
        return (form.make(order=clause.order, **found),)
    return tuple(form.make(figure.spec, clause.order, **found))


def _resolved(value: Any, names: Names) -> Any:  # noqa: ANN401 - of any slot
    """What stands in a slot, parts by their ids; raises ``NotUnderstood`` where it is not clear which are meant."""
    if isinstance(value, Meant):
        return names.one(value)
    is_list = isinstance(value, tuple) and isinstance(value[0], Meant)
    return names.all(value) if is_list else value


def _named_by(operation: DiagramOperation | None) -> tuple[str, ...]:
    """What an operation was about: "it" for the clause that follows."""
    part = getattr(operation, "part", None) or getattr(operation, "source", None)
    parts: tuple[str, ...] = (part,) if part else getattr(operation, "parts", ())
    return parts[:1] if isinstance(operation, ops.Merge) else parts


def _certain(read: Reader) -> Reader:
    """A reader that takes only what the figure has; what it has not is told once no form fits otherwise."""

    def known(words: Sequence[Word]) -> Any:  # noqa: ANN401 - a phrase or several
        meant = read(words)
        listed = (meant,) if isinstance(meant, Meant) else meant or ()
        return meant if listed and all(one.ids for one in listed) else None

    return known


# --- edits that are more than one operation with what stands in the slots


def _remove(_: DiagramSpec, order: str, parts: tuple[str, ...]) -> Iterator[DiagramOperation]:
    yield from (ops.Remove(order=order, part=name) for name in parts)


def _disconnect(spec: DiagramSpec, order: str, source: str, target: str) -> Iterator[DiagramOperation]:
    for one, other in _joining(spec, order, source, target):
        arrows = [arrow for arrow in spec.connections if (arrow.source, arrow.target) == (one, other)]
        labels = dict.fromkeys(arrow.label for arrow in arrows) if any(twin_words(arrows)) else (None,)
        yield from (ops.RemoveArrow(order=order, source=one, target=other, label=label) for label in labels)


def _reverse(spec: DiagramSpec, order: str, source: str, target: str) -> Iterator[DiagramOperation]:
    one, other = _joining(spec, order, source, target)[0]
    yield ops.Reverse(order=order, source=one, target=other)


def _joining(spec: DiagramSpec, order: str, source: str, target: str) -> list[tuple[str, str]]:
    """What joins two parts, whatever its direction."""
    pairs = [arrow for arrow in spec.connections if {arrow.source, arrow.target} == {source, target}]
    if not pairs:
        names = names_of(spec)
        raise NotUnderstood(f"“{order}” cannot be done: no arrow joins '{names[source]}' and '{names[target]}'")
    return list(dict.fromkeys((arrow.source, arrow.target) for arrow in pairs))


def _add(
    spec: DiagramSpec, order: str, text: str, group: str | None = None, after: str | None = None
) -> Iterator[DiagramOperation]:
    yield ops.AddElement(order=order, part=_new_id(spec, text), text=text, group=group, after=after)


def _group(spec: DiagramSpec, order: str, parts: tuple[str, ...], text: str) -> Iterator[DiagramOperation]:
    yield ops.AddGroup(order=order, group=_new_id(spec, text), text=text, parts=parts)


def _merge(spec: DiagramSpec, order: str, parts: tuple[str, ...]) -> Iterator[DiagramOperation]:
    """Without a name of its own it has the word that all end with, else all of their names."""
    labels = [names_of(spec)[name] for name in parts]
    ends = {singular(label.split()[-1].casefold()) for label in labels}
    text = ends.pop().capitalize() if len(ends) == 1 else " and ".join(labels)
    yield ops.Merge(order=order, parts=parts, text=text[:LONGEST_LABEL])


def _calm(_: DiagramSpec, order: str, parts: tuple[str, ...]) -> Iterator[DiagramOperation]:
    yield ops.Emphasise(order=order, parts=parts, on=False)


def _new_id(spec: DiagramSpec, text: str) -> str:
    """An id of a new part that is not taken."""
    taken, base = names_of(spec), _ID.sub("-", text.casefold()).strip("-")[:50] or "part"
    tries = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in tries if name not in taken)


_ENDS = "from {source:part} to {target:part}"
_TWIN, _BARE = f"{_ARROW} {{label:quote}}", f"{{label:bare}} {_ARROW}"  # of several of a kind between the same two
_BETWEEN = "between {source:part} and {target:part}"
_REMOVE, _TURN, _USE = "remove|delete|drop|erase", "reverse|flip|invert|turn", "use|take|set|change|switch"

_FORMS = tuple(
    Form(example, make, tuple(patterns))
    for example, make, *patterns in (
        (
            "reverse the arrow from A to B",
            ops.Reverse,
            f"{_TURN} {_ARROW} {_ENDS}",
            f"{_TURN} {_TWIN} {_ENDS}",
            f"{_TURN} {_BARE} {_ENDS}",
        ),
        ("reverse the arrow between A and B", _reverse, f"{_TURN} {_ARROW} {_BETWEEN} [around|round]"),
        (
            "remove the arrow from A to B",
            ops.RemoveArrow,
            f"{_REMOVE} {_ARROW} {_ENDS}",
            f"{_REMOVE} {_TWIN} {_ENDS}",
            f"{_REMOVE} {_BARE} {_ENDS}",
        ),
        (
            "disconnect A from B",
            _disconnect,
            "disconnect|unlink {source:part} from|and {target:part}",
            f"{_REMOVE} {_ARROW} {_BETWEEN}",
        ),
        ("ungroup A", ops.Remove, "ungroup {part:group}", f"{_REMOVE} {_FRAME} {{part:group}}"),
        ("remove A", _remove, f"{_REMOVE} {{parts}}"),
        (
            "label the arrow from A to B 'text'",
            ops.LabelArrow,
            f"label|name {_ARROW} {_ENDS} [as|with] {{text}}",
            f"label|name {_TWIN} {_ENDS} [as|with] {{text}}",
            f"label|name {_BARE} {_ENDS} [as|with] {{text}}",
        ),
        (
            "rename A to B",
            ops.Rename,
            "rename|relabel {part} to|as|into {text}",
            "call {part} {text}",
            "change label|name of {part} to {text}",
        ),
        (
            "connect A to B",
            ops.AddArrow,
            f"add|draw|connect {_ARROW} {_ENDS} labelled|labeled|saying|called {{text}}",
            f"add|draw {_ARROW} {_ENDS}",
            "connect|link {source:part} to|with|and {target:part}",
        ),
        (
            "add a box 'A' after B",
            _add,
            f"add|insert {_BOX} [called|named] {{text}} after {{after:part}}",
            f"add|insert {_BOX} [called|named] {{text}} to|in|into {{group}}",
            f"add|insert {_BOX} [called|named] {{text}}",
        ),
        ("merge A and B into C", ops.Merge, "merge|combine|fuse|unify {parts} into|as|to {text}"),
        ("merge A and B", _merge, "merge|combine|fuse|unify {parts}"),
        (
            "group A and B as C",
            _group,
            "group|frame {parts} as|into|under|called {text}",
            f"put|move {{parts}} in|into [new] {_FRAME} called {{text}}",
        ),
        ("move A to group B", ops.Move, f"move|put|add {{parts}} to|in|into [{_FRAME}] {{group}}"),
        ("move A out of its group", ops.Move, f"move|take {{parts}} out [of] [{_FRAME}]"),
        ("make A a store", ops.SetKind, "make|turn {parts} [into] {kind}"),
        ("make A blue", ops.Recolour, "make|color|colour|recolor|recolour|paint|turn {parts} [in|into] {color}"),
        (
            "highlight A",
            ops.Emphasise,
            "highlight|emphasise|emphasize|stress {parts}",
            "make {parts} stand out",
        ),
        ("stop highlighting A", _calm, "stop highlighting|emphasising|emphasizing {parts}"),
        (
            "lay it out from top to bottom",
            ops.Restyle,
            f"lay|draw|arrange|make|run|let|flow|read|turn [{_FIGURE}] [out|run|go|flow|read] [from] {{direction}}",
        ),
        ("use the slate palette", ops.Restyle, f"{_USE} [palette] [to] {{palette}} [palette|colours|colors]"),
        ("use the slides theme", ops.Restyle, f"{_USE}|make [theme|it] [to|in|for] {{theme}} [theme]"),
        (
            "make it 16:9",
            ops.Restyle,
            "make|use|set|change|draw [figure|it] [aspect] [ratio] [to|in] {aspect_ratio} [ratio|format]",
        ),
        ("set the title to 'A'", ops.Retitle, "set|change|make title to {text}", "title [figure|it] [as] {text}"),
    )
)
