"""The quick edits of diagrams: one table of forms, each with the operations that it stands for."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from pb_adapters.planners.edits.forms import Form, Reader, named, one_of, text_of
from pb_adapters.planners.edits.names import Meant, Names
from pb_adapters.planners.edits.reading import Clause, EditReader
from pb_adapters.planners.edits.words import Word
from pb_core.domain.diagrams import patch as ops
from pb_core.domain.diagrams.kinds import singular
from pb_core.domain.diagrams.patch import DiagramOperation, DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.spec import Direction, ElementKind, Hue, Palette, names_of
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import EditBrief
from pb_core.errors import NotUnderstood

_ARROW = "arrow|arrows|edge|line|link|connection"
_BOX = "box|element|block|node|step"
_GROUP = "group|frame|panel"
_FIGURE = "figure|diagram|it|everything|flow"
_ID = re.compile(r"\W+")

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
    "hue": one_of(named(Hue) | {"gray": Hue.GREY}),
    "kind": one_of(named(ElementKind)),
    "palette": one_of(named(Palette)),
    "theme": one_of(named(Theme) | {"greyscale": Theme.GREY, "grayscale": Theme.GREY}),
    "way": one_of(_DIRECTIONS),
    "ratio": one_of(RATIOS),
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
    made = form.make(_Maker(figure, names, clause.order), **values)
    return made if isinstance(made, tuple) else (made,)


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


class _Maker:
    """Makes the operations of one clause."""

    def __init__(self, figure: PlannedDiagram, names: Names, order: str) -> None:
        self.figure, self.names, self.order = figure, names, order

    def rename(self, part: Meant, text: str) -> DiagramOperation:
        return ops.Rename(order=self.order, part=self.names.one(part), text=text)

    def remove(self, parts: tuple[Meant, ...]) -> tuple[DiagramOperation, ...]:
        return tuple(ops.Remove(order=self.order, part=name) for name in self.names.all(parts))

    def ungroup(self, group: Meant) -> DiagramOperation:
        return ops.Remove(order=self.order, part=self.names.one(group))

    def remove_arrow(self, part: Meant, part2: Meant) -> DiagramOperation:
        return ops.RemoveArrow(order=self.order, source=self.names.one(part), target=self.names.one(part2))

    def disconnect(self, part: Meant, part2: Meant) -> tuple[DiagramOperation, ...]:
        pairs = self._between(part, part2)
        return tuple(ops.RemoveArrow(order=self.order, source=one, target=other) for one, other in pairs)

    def reverse(self, part: Meant, part2: Meant) -> DiagramOperation:
        return ops.Reverse(order=self.order, source=self.names.one(part), target=self.names.one(part2))

    def reverse_between(self, part: Meant, part2: Meant) -> DiagramOperation:
        (source, target), *_ = self._between(part, part2)
        return ops.Reverse(order=self.order, source=source, target=target)

    def connect(self, part: Meant, part2: Meant, text: str = "") -> DiagramOperation:
        return ops.AddArrow(order=self.order, source=self.names.one(part), target=self.names.one(part2), text=text)

    def label(self, part: Meant, part2: Meant, text: str) -> DiagramOperation:
        return ops.LabelArrow(order=self.order, source=self.names.one(part), target=self.names.one(part2), text=text)

    def add(self, text: str, group: Meant | None = None, part: Meant | None = None) -> DiagramOperation:
        home = self.names.one(group) if group else None
        after = self.names.one(part) if part else None
        return ops.AddElement(order=self.order, part=self._id(text), text=text, group=home, after=after)

    def merge(self, parts: tuple[Meant, ...], text: str = "") -> DiagramOperation:
        found = self.names.all(parts)
        given = text or " and ".join(self.names.label(name) for name in found)[:120]
        if not text and len(parts) == 1:  # "the two heads" are one head then
            given = " ".join(map(singular, parts[0].phrase.split()[1:] or parts[0].phrase.split())).capitalize()
        return ops.Merge(order=self.order, parts=found, text=given)

    def group(self, parts: tuple[Meant, ...], text: str) -> DiagramOperation:
        return ops.AddGroup(order=self.order, group=self._id(text), text=text, parts=self.names.all(parts))

    def move(self, parts: tuple[Meant, ...], group: Meant | None = None) -> DiagramOperation:
        home = self.names.one(group) if group else None
        return ops.Move(order=self.order, parts=self.names.all(parts), group=home)

    def kind(self, parts: tuple[Meant, ...], kind: ElementKind) -> DiagramOperation:
        return ops.SetKind(order=self.order, parts=self.names.all(parts), kind=kind)

    def hue(self, parts: tuple[Meant, ...], hue: Hue) -> DiagramOperation:
        return ops.Recolour(order=self.order, parts=self.names.all(parts), color=hue)

    def emphasise(self, parts: tuple[Meant, ...]) -> DiagramOperation:
        return ops.Emphasise(order=self.order, parts=self.names.all(parts))

    def calm(self, parts: tuple[Meant, ...]) -> DiagramOperation:
        return ops.Emphasise(order=self.order, parts=self.names.all(parts), on=False)

    def look(self, **named_values: Any) -> DiagramOperation:  # noqa: ANN401 - of the figure's look
        fields = {"way": "direction", "ratio": "aspect_ratio"}
        return ops.Restyle(order=self.order, **{fields.get(name, name): value for name, value in named_values.items()})

    def title(self, text: str) -> DiagramOperation:
        return ops.Retitle(order=self.order, text=text)

    def _between(self, part: Meant, part2: Meant) -> list[tuple[str, str]]:
        """What joins two parts, whatever its direction."""
        ends = self.names.one(part), self.names.one(part2)
        pairs = [(a.source, a.target) for a in self.figure.spec.connections if {a.source, a.target} == set(ends)]
        if not pairs:
            one, other = (self.names.label(end) for end in ends)
            raise NotUnderstood(f"“{self.order}” cannot be done: no arrow joins '{one}' and '{other}'")
        return list(dict.fromkeys(pairs))

    def _id(self, text: str) -> str:
        """An id of a new part that is not taken."""
        taken = names_of(self.figure.spec)
        base = _ID.sub("-", text.casefold()).strip("-")[:50] or "part"
        return next(
            name for number in range(1, 99) if (name := base if number == 1 else f"{base}-{number}") not in taken
        )


def _form(example: str, make: Any, *patterns: str) -> Form:  # noqa: ANN401 - a method of the maker
    return Form(example=example, patterns=patterns, make=make)


_FORMS = (
    _form(
        "reverse the arrow from A to B", _Maker.reverse, f"reverse|flip|invert|turn {_ARROW} from {{part}} to {{part2}}"
    ),
    _form(
        "reverse the arrow between A and B",
        _Maker.reverse_between,
        f"reverse|flip|invert|turn {_ARROW} between {{part}} and {{part2}} [around|round]",
    ),
    _form(
        "remove the arrow from A to B",
        _Maker.remove_arrow,
        f"remove|delete|drop|erase {_ARROW} from {{part}} to {{part2}}",
    ),
    _form(
        "disconnect A from B",
        _Maker.disconnect,
        "disconnect|unlink {part} from|and {part2}",
        f"remove|delete|drop|erase {_ARROW} between {{part}} and {{part2}}",
    ),
    _form("ungroup A", _Maker.ungroup, "ungroup {group}", f"remove|delete|drop {_GROUP} {{group}}"),
    _form("remove A", _Maker.remove, "remove|delete|drop|erase {parts}"),
    _form(
        "label the arrow from A to B 'text'",
        _Maker.label,
        f"label|name {_ARROW} from {{part}} to {{part2}} [as|with] {{text}}",
    ),
    _form(
        "rename A to B",
        _Maker.rename,
        "rename|relabel {part} to|as|into {text}",
        "call {part} {text}",
        "change label|name of {part} to {text}",
    ),
    _form(
        "connect A to B",
        _Maker.connect,
        f"add|draw|connect {_ARROW} from {{part}} to {{part2}} labelled|labeled|saying|called {{text}}",
        f"add|draw {_ARROW} from {{part}} to {{part2}}",
        "connect|link {part} to|with|and {part2}",
    ),
    _form(
        "add a box 'A' after B",
        _Maker.add,
        f"add|insert {_BOX} [called|named] {{text}} after {{part}}",
        f"add|insert {_BOX} [called|named] {{text}} to|in|into {{group}}",
        f"add|insert {_BOX} [called|named] {{text}}",
    ),
    _form(
        "merge A and B into C",
        _Maker.merge,
        "merge|combine|fuse|unify {parts} into|as|to {text}",
        "merge|combine|fuse|unify {parts}",
    ),
    _form(
        "group A and B as C",
        _Maker.group,
        "group|frame {parts} as|into|under|called {text}",
        f"put|move {{parts}} in|into new|a {_GROUP} called {{text}}",
    ),
    _form("move A to group B", _Maker.move, f"move|put|add {{parts}} to|in|into [{_GROUP}] {{group}}"),
    _form(
        "move A out of its group",
        _Maker.move,
        f"move|take {{parts}} out [of] [{_GROUP}]",
    ),
    _form("make A a store", _Maker.kind, "make|turn {parts} [into] {kind}"),
    _form(
        "make A blue",
        _Maker.hue,
        "make|color|colour|recolor|recolour|paint|turn {parts} [in|into] {hue}",
    ),
    _form("highlight A", _Maker.emphasise, "highlight|emphasise|emphasize|stress {parts}", "make {parts} stand out"),
    _form("stop highlighting A", _Maker.calm, "stop highlighting|emphasising|emphasizing {parts}"),
    _form(
        "lay it out from top to bottom",
        _Maker.look,
        f"lay|draw|arrange|make|run|let|flow|read|turn [{_FIGURE}] [out|run|go|flow|read] [from] {{way}}",
    ),
    _form(
        "use the slate palette",
        _Maker.look,
        "use|take|set|change|switch [palette] [to] {palette} [palette|colours|colors]",
    ),
    _form(
        "use the slides theme", _Maker.look, "use|take|set|change|switch|make [theme|it] [to|in|for] {theme} [theme]"
    ),
    _form(
        "make it 16:9",
        _Maker.look,
        "make|use|set|change|draw [figure|it] [aspect] [ratio] [to|in] {ratio} [ratio|format]",
    ),
    _form("set the title to 'A'", _Maker.title, "set|change|make title to {text}", "title [figure|it] [as] {text}"),
)
