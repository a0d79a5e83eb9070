"""The search for the best clean drawing: at the first level of detail that has any, as close as its page asks for."""

import functools
from collections.abc import Callable, Iterator

from msgspec import structs

from pb_adapters.drawing.diagrams.choice import Chosen, best_on_page
from pb_adapters.drawing.diagrams.composed_scene import Drawing, legend_entries
from pb_adapters.drawing.diagrams.composition.leaf_sizes import LABEL, page_width
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN as EDGE
from pb_adapters.drawing.diagrams.composition.pages import Density, Page
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_adapters.drawing.diagrams.detail_levels import Detail, details, folds
from pb_adapters.drawing.diagrams.gathering import Gathered, gathered
from pb_adapters.drawing.diagrams.legend import height_of
from pb_adapters.drawing.diagrams.references import (
    flows_and_numbers,
    numbered,
    numbered_in_labels,
    reference_note,
    references,
)
from pb_adapters.drawing.diagrams.routing import Effort
from pb_core.domain.diagrams.coverage_checks import missing_findings
from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling
from pb_core.domain.findings import Finding
from pb_core.errors import CannotDraw

_REJECTED = 0.5  # for each height of a page of a figure that it does not hold, between several densities
_NEARLY, _POOR = 0.9, 0.5  # of the height of a page: where one of less value leaves, closer ones are drawn
_FAIR = 0.8  # the value of one close as that at which no closer one is
_MANY, _TANGLED = 40, 1.3  # arrows in all, and for each box

Found = tuple[Drawing | None, tuple[Finding, ...]]
"""The best clean drawing, or ``None`` and what was wrong with the last one."""


def best_drawing(
    spec: DiagramSpec,
    styling: Styling,
    ratio: str | None,
    height: float | None,
    *,
    width: float | None = None,
) -> Drawing:
    """Find the best drawing of a spec on a page of about this width, in points, with ``height`` in proportion.

    Without a width the page is 17 cm wide, or narrower where the height is free (``None``) and few boxes like it so.
    A page is as wide as a whole number of cells.

    Raises:
        CannotDraw: no composition at any level of detail is free of findings.
    """
    wide = None if width is None else page_width(width)
    high = None if height is None else height * (wide or PRINT_WIDTH) / (width or PRINT_WIDTH)

    page = Page(width=wide or PRINT_WIDTH, height=high, narrow=wide is None and high is None)

    def drawn(plan: DiagramSpec, detail: Detail, effort: Effort) -> Found:
        return best_composition(plan, styling, ratio, page, detail, effort)

    def in_any_direction(detail: Detail) -> Found:
        if styling.direction is Direction.AUTO:
            return None, ()
        free = structs.replace(styling, direction=Direction.AUTO)
        best, faults = best_composition(spec, free, ratio, page, detail, Effort())
        return best and _noted(
            best, f"arrows have no room to run {styling.direction.value} and may run elsewhere"
        ), faults

    found, last = _first_clean(spec, drawn, in_any_direction)
    if found is None:
        room = "" if height is None else f" on {(width or PRINT_WIDTH) / 72 * 25.4:.0f} × {height / 72 * 25.4:.0f} mm"
        why = last[0].detail if last else f"the text of its boxes does not fit at {LABEL:g} pt{room}"
        size = "" if width is None else f" {width / 72 * 25.4:.0f} mm wide"
        raise CannotDraw(f"the figure cannot be drawn{size or ' cleanly'}: {why}")
    return found if height is not None else structs.replace(found, scene=_told_height(found.scene))


def _noted(drawing: Drawing, note: str) -> Drawing:
    return structs.replace(drawing, scene=structs.replace(drawing.scene, notes=(*drawing.scene.notes, note)))


def _told_height(scene: DrawnScene) -> DrawnScene:
    """The scene with a note where its height, which was free, is more than a page holds."""
    if scene.height <= TALLEST:
        return scene
    high, wide, page = (round(points / 72 * 25.4) for points in (scene.height, scene.width, TALLEST))
    note = (
        f"the figure is {high} mm high at a width of {wide} mm and a page holds about {page} mm:"
        " a wider one, or two of fewer parts, would fit"
    )
    return structs.replace(scene, notes=(*scene.notes, note))


def _first_clean(
    spec: DiagramSpec,
    drawn: Callable[[DiagramSpec, Detail, Effort], Found],
    in_any_direction: Callable[[Detail], Found],
) -> Found:
    """What is found at the first level of detail that has a clean drawing.

    Before anything is left out or told by number, arrows that do not tangle may run in any direction.
    """
    effort, last = Effort(), tuple[Finding, ...]()
    by_panels = gathered(spec)
    for plan, detail in _levels(spec, by_panels):
        found, faults = drawn(plan, detail, effort if plan is spec else Effort())
        if found is None and plan is spec and detail == Detail() and not _is_tangled(spec):
            found, other = in_any_direction(detail)
            faults = () if found else faults or other
        if found is not None and plan is not spec:
            found = _told_at_edges(found, by_panels) if detail.gathered else _told(found, spec, plan)
            faults = tuple(missing_findings(found.scene, spec))
        if found is not None and not faults:
            return found, ()
        last = faults or last
    return None, last


def _levels(spec: DiagramSpec, by_panels: Gathered | None) -> Iterator[tuple[DiagramSpec, Detail]]:
    """The spec gathered at its panels, at every level of detail, then with its arrows as numbers.

    If they tangle these come before anything is folded. What is no flow is told by number before anything is folded.
    Neighbours that no arrow joins share a box only where none is drawn: one that led to the box would be taken to lead
    to all in it.
    """
    if by_panels is not None:
        yield by_panels.plan, Detail(gathered=by_panels.panels)
    whole = [detail for detail in details(spec) if not folds(spec, detail)]
    yield from ((spec, detail) for detail in whole)
    partly = flows_and_numbers(spec)
    if partly is not None:
        yield partly, Detail()
    if not _is_tangled(spec):
        folded = (detail for detail in details(spec) if detail not in whole)
        yield from ((spec, detail) for detail in folded if detail.pack == 1 or not spec.connections)
    if spec.connections:
        seconds = (True, False) if any(element.detail for element in spec.elements) else (True,)
        yield from ((numbered(spec, seconds=shown), Detail()) for shown in seconds)
        short = numbered_in_labels(spec)
        yield from ((short, detail) for detail in details(short))


def _is_tangled(spec: DiagramSpec) -> bool:
    """Whether a plan has so many arrows that no reader follows them unless they are composed in full detail."""
    return len(spec.connections) >= max(_MANY, _TANGLED * len(spec.elements))


def _told(drawing: Drawing, spec: DiagramSpec, plan: DiagramSpec) -> Drawing:
    """A drawing of a plan with arrows of a spec as numbers, which the scene says."""
    scene = drawing.scene
    spec = structs.replace(spec, connections=tuple(c for c in spec.connections if c not in plan.connections))
    told = structs.replace(scene, references=references(spec), notes=(reference_note(spec), *scene.notes))
    return structs.replace(drawing, scene=told)


def _told_at_edges(drawing: Drawing, by_panels: Gathered | None) -> Drawing:
    """A drawing whose arrows at the edges of panels stand for those of a spec, which the scene says."""
    gatherings = by_panels.gatherings if by_panels else ()
    return structs.replace(drawing, scene=structs.replace(drawing.scene, gatherings=gatherings))


def best_composition(
    spec: DiagramSpec, styling: Styling, ratio: str | None, size: Page, detail: Detail, effort: Effort
) -> Found:
    """The best clean drawing that is composed by a pattern, else ``None`` and what was wrong with the last one.

    Labels are as small as type may be where the height is free and would be more than a page has room for; where it is
    given, the words of the legend for colours give way before anything is folded. Letters tell arrows where the page
    has room for what they mean.
    """
    explained = legend_entries(spec, styling, detail)
    silent = tuple(entry for entry in explained if not entry.tag)
    wide = size.width - 2 * EDGE
    if not size.free and height_of(silent, wide) < height_of(explained, wide):
        explained = silent
    column = size.free and is_column(size.width)
    on = functools.partial(best_on_page, spec=spec, styling=styling, ratio=ratio, detail=detail, effort=effort)
    found = on(structs.replace(size, promising=column, fitting=size.free), explained)
    if size.free and not effort.spent and _is_too_high(found, _POOR):
        closer = _closer(lambda page: on(page, explained), size)
        found = max(found, *closer, key=_value_on_a_page)
    lines = tuple(entry for entry in explained if entry.arrow or entry.mark)
    if found[0] is None and not size.free and lines != explained and not folds(spec, detail):
        found = on(size, lines)
    best, last = found
    return (best.drawing, ()) if best else (None, last)


def _value_on_a_page(found: Chosen) -> float:
    """The value of a drawing between those of one plan at several densities: those that a page holds come first."""
    if found[0] is None:
        return float("-inf")
    high = found[0].drawing.scene.height / TALLEST
    return found[0].value - _REJECTED * high if high > 1 else found[0].value


def _closer(best_on: Callable[[Page], Chosen], size: Page) -> Iterator[Chosen]:
    """The best drawings with small labels, and with narrow gaps as well, until a page has room for a fair one."""
    for density in (Density.SMALL, Density.CLOSE):
        small = density is Density.SMALL
        found = best_on(structs.replace(size, density=density, promising=small, fitting=small))
        yield found
        if not _is_too_high(found, _FAIR):
            break


def _is_too_high(found: Chosen, least: float) -> bool:
    """Whether there is no drawing, or one that a page of print has no room for, or hardly and it is worth less."""
    if found[0] is None:
        return True
    share = found[0].drawing.scene.height / TALLEST
    return share > 1 or (share > _NEARLY and found[0].value < least)
