"""A diagram's plan as a caller writes and reads it: the graph, and what is fixed of its look."""

from itertools import zip_longest
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Palette, Styling, validate
from pb_core.domain.diagrams.support import PartSupport, SupportReport
from pb_core.domain.print_styling import PrintWidth, Theme, millimetres
from pb_core.domain.request_rules import require_valid
from pb_core.domain.strict_json import converted
from pb_core.errors import InvalidRequest, InvalidSpec

MOST_EMPHASISED = 6
_TOLD = frozenset(("verdict", "why"))
"""Fields in which a plan that is read tells what its source says of a part; ignored in a plan that is given."""


class FixedStyling(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a caller fixes of a diagram's look; ``None`` leaves it to the stylist.

    ``emphasis`` names elements by their id or their label; ``width`` is that of the printed figure: 89 and 183 mm
    (Nature), 3.25, 5.5 and 6.75 in (conferences) or any other from 50 to 300 mm.
    """

    palette: Palette | None = None
    theme: Theme | None = None
    width: PrintWidth | None = None
    direction: Direction | None = None
    emphasis: (
        Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=120)], ...], Meta(max_length=MOST_EMPHASISED)]
        | None
    ) = None

    @classmethod
    def of(cls, styling: Styling) -> "FixedStyling":
        """All choices of a styling; the usual theme is none."""
        theme = None if styling.theme is Theme.PRINT else styling.theme
        return cls(
            palette=styling.palette,
            theme=theme,
            width=styling.width,
            direction=styling.direction,
            emphasis=styling.emphasis,
        )

    def over(self, other: "FixedStyling") -> "FixedStyling":
        """This with the other's choices where it makes none."""
        return FixedStyling(
            palette=self.palette or other.palette,
            theme=self.theme or other.theme,
            width=self.width or other.width,
            direction=self.direction or other.direction,
            emphasis=other.emphasis if self.emphasis is None else self.emphasis,
        )

    def applied(self, styling: Styling, spec: DiagramSpec) -> Styling:
        """A styling with these choices in place of its own; an emphasis of what the plan does not have is dropped."""
        emphasis = styling.emphasis if self.emphasis is None else self.emphasised(spec)
        return Styling(
            palette=self.palette or styling.palette,
            theme=self.theme or styling.theme,
            width=millimetres(self.width) if self.width else styling.width,
            direction=self.direction or styling.direction,
            emphasis=emphasis,
        )

    def emphasised(self, spec: DiagramSpec) -> tuple[str, ...]:
        """The ids of the elements that ``emphasis`` names."""
        found = (_named(spec, name) for name in self.emphasis or ())
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def strangers(self, spec: DiagramSpec) -> tuple[str, ...]:
        """What ``emphasis`` names and the plan does not have."""
        return tuple(name for name in self.emphasis or () if _named(spec, name) is None)


def _named(spec: DiagramSpec, name: str) -> str | None:
    ids = {element.id for element in spec.elements}
    labels = {_squeezed(element.label): element.id for element in reversed(spec.elements)}
    return name if name in ids else labels.get(_squeezed(name))


def _squeezed(label: str) -> str:
    """A label whatever its capitals and line breaks."""
    return " ".join(label.casefold().split())


class GivenDiagram(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A plan that a caller gave, and what of its notation could not be kept, in sentences."""

    spec: DiagramSpec
    styling: FixedStyling = FixedStyling()
    notes: tuple[str, ...] = ()


class DiagramPlan(DiagramSpec, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON of a plan: the fields of the graph, ``version`` and what is fixed of the look."""

    version: Literal[1] = 1
    styling: FixedStyling = FixedStyling()


def read_plan(document: object, what: str = "plan") -> GivenDiagram:
    """The plan that a JSON document states; ``what`` names it in sentences.

    Raises:
        InvalidRequest: a field is wrong or unknown, with its path, or a reference leads nowhere.
    """
    plan = converted(document, DiagramPlan, what, _TOLD)
    spec = DiagramSpec(**{name: getattr(plan, name) for name in DiagramSpec.__struct_fields__})
    return checked(GivenDiagram(spec=spec, styling=plan.styling), what)


def checked(given: GivenDiagram, what: str = "plan") -> GivenDiagram:
    """The plan, its emphasis by ids, if it keeps the limits and its references hold; raises ``InvalidRequest``."""
    try:
        require_valid(given.spec)
        validate(given.spec)
    except (InvalidRequest, InvalidSpec) as error:
        raise InvalidRequest(f"{what}: {error}") from error
    require_width(given.styling, what)
    strangers = given.styling.strangers(given.spec)
    if strangers:
        raise InvalidRequest(f"{what}: emphasis names '{strangers[0]}', which is no element")
    emphasis = None if given.styling.emphasis is None else given.styling.emphasised(given.spec)
    return replace(given, styling=replace(given.styling, emphasis=emphasis))


def require_width(styling: FixedStyling, what: str = "") -> None:
    """Raise ``InvalidRequest`` for a written width that no figure has."""
    try:
        _ = millimetres(styling.width) if styling.width else None
    except InvalidRequest as error:
        raise InvalidRequest(f"{what}: {error}" if what else str(error)) from error


def plan_document(spec: DiagramSpec, styling: Styling, support: SupportReport = SupportReport()) -> dict[str, Any]:  # noqa: B008 - frozen
    """The plan as the JSON document that ``read_plan`` reads, each part with its ``verdict``.

    The verdict is ``None`` where there was no source to hold the plan against; else ``why`` says what it rests on.
    """
    document: dict[str, Any] = {"version": 1, **msgspec.to_builtins(spec)}
    parts = (("elements", support.elements), ("connections", support.connections), ("groups", support.groups))
    for name, verdicts in parts:
        told = document.get(name, ())
        for part, verdict in zip_longest(told, verdicts[: len(told)]):
            part.update(_told(verdict, part.get("evidence", "")))
    document["styling"] = msgspec.to_builtins(FixedStyling.of(styling))
    return document


def _told(verdict: PartSupport | None, evidence: str) -> dict[str, str | None]:
    if verdict is None:
        return {"verdict": None}
    quoted = {"evidence": verdict.quotation} if verdict.quotation and not evidence else {}
    return {**quoted, "verdict": verdict.support.value, "why": verdict.why}
