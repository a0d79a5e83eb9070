"""A composition as a scene of the core, with its marks of state and its legend."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.arrow_styles import arrow_styles, tag_styles
from pb_adapters.drawing.diagrams.attempt import Attempt
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.continuations import has_letters, tag_words
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN as EDGE
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.tints import Tints, tints_of
from pb_adapters.drawing.diagrams.corner_marks import MARKS, corner_marks
from pb_adapters.drawing.diagrams.detail_levels import Detail, folds, notes, parts_of
from pb_adapters.drawing.diagrams.frame_ends import is_at
from pb_adapters.drawing.diagrams.legend import Entry, Legend, height_of, placed
from pb_adapters.drawing.diagrams.legend_entries import TagPair, at_edges, letters, needed
from pb_adapters.drawing.diagrams.legend_places import vacant_place
from pb_adapters.drawing.diagrams.legend_tables import tables_of
from pb_adapters.drawing.diagrams.sort_signs import placed_signs
from pb_adapters.drawing.diagrams.text_runs import Lettering
from pb_adapters.drawing.diagrams.zoom_guides import GUIDE, guide_style, with_guides
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.scene import DrawnFrame, DrawnGlyph, DrawnLine, DrawnScene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Heads, Styling
from pb_core.domain.diagrams.states import states_of
from pb_core.domain.plane import Rect

_HOLE = 0.07  # of the figure: where the places beside a legend are larger, its frame reaches across
_MEASURE = 10.0  # ems of the labels that a legend is sized with; it has none of them


class Drawing(Struct, frozen=True, kw_only=True):
    """A clean drawing: the geometry for the checks and everything the painter needs."""

    attempt: Attempt
    lettering: Lettering
    scene: DrawnScene
    tints: Tints
    legend: Legend | None = None


def legend_entries(spec: DiagramSpec, styling: Styling, detail: Detail) -> tuple[Entry, ...]:
    """What a composition has to explain in a legend."""
    stock = parts_of(spec, typography(_MEASURE, seconds=detail.seconds), detail)
    shown = {name: leaf.plan for name, leaf in leaves_of(spec, styling, stock).items() if leaf.plan}
    tints = tints_of(colours(styling.palette, styling.theme), styling.emphasis, stock, shown)
    drawn = {*stock.plans, *(group.id for group in stock.groups)}
    states = [MARKS[state] for name, state in states_of(spec).items() if name in drawn]
    entries = needed(structs.replace(stock, plans=shown), tints, states)
    if detail.gathered:
        entries += (at_edges(detail.gathered, structs.replace(stock, plans=shown), tints),)
    if stock.zooms:
        line = guide_style(tints.colours.neutral.stroke)
        entries += (Entry(words="inside of a block", arrow=line, heads=Heads.NONE),)
    if not has_letters(spec):
        return entries
    pairs = zip(stock.connections, arrow_styles(stock, tints.colours), strict=True)
    looks = {(connection.heads, style.kind) for connection, style in pairs}
    return (*entries, *letters((_longest_pair(*look) for look in sorted(looks)), _names(entries)))


def _names(entries: tuple[Entry, ...]) -> dict[str, str]:
    """What entries call the styles of arrows, by their kinds."""
    return {entry.arrow.kind: entry.words for entry in entries if entry.arrow and not entry.edge}


def _longest_pair(heads: Heads, kind: str) -> TagPair:
    """The tags of an arrow whose entry in the legend is the longest that such arrows may have."""
    leaves, arrives = tag_words("A", heads)
    return TagPair(leaves=leaves, arrives=arrives, targets=True, kind=kind)


def finish_composed(
    spec: DiagramSpec,
    composed: Composed,
    detail: Detail,
    explained: tuple[Entry, ...] = (),
    *,
    trim: bool = False,
    free: bool = True,
) -> Drawing:
    """Describe a composition as a scene, with its marks of state and its legend of what is drawn of ``explained``.

    A page that may be narrower is cut where its right margin is wider than the others, if ``trim`` is set. One whose
    height is not ``free`` has the room for all of ``explained``.
    """
    scene = _scene(spec, composed, detail)
    scene = structs.replace(scene, width=_needed_width(scene)) if trim else scene
    scene = structs.replace(scene, glyphs=(*scene.glyphs, *_sort_signs(scene, composed)))
    marks = corner_marks(scene, spec, composed.tints.terminals)
    scene = structs.replace(scene, glyphs=(*scene.glyphs, *marks))
    scene = with_guides(scene, dict(composed.attempt.stock.zooms))
    drawing = Drawing(attempt=composed.attempt, lettering=composed.lettering, scene=scene, tints=composed.tints)
    drawn = {mark.name for mark in marks}
    entries = tuple(entry for entry in explained if not entry.tag and (not entry.mark or entry.mark in drawn))
    entries = _of_drawn_lines(entries, drawing)
    if any(entry.tag for entry in explained):
        entries += letters(_drawn_tags(composed), _names(explained))
    return _with_legend(drawing, entries, explained, free=free)


def _sort_signs(scene: DrawnScene, composed: Composed) -> tuple[DrawnGlyph, ...]:
    """The signs of the sorts of blocks, where signs tell them."""
    plans = composed.attempt.stock.plans
    signs = {name: sign for name, plan in plans.items() if (sign := composed.tints.sign(plan.category))}
    return placed_signs(scene, signs, {name for name, plan in plans.items() if plan.badge})


def _of_drawn_lines(entries: tuple[Entry, ...], drawing: Drawing) -> tuple[Entry, ...]:
    """The entries without styles that no arrow has, as tags name theirs; without any where tags have no other."""
    stock, palette = drawing.attempt.stock, drawing.tints.colours
    drawn = {style.kind for style in arrow_styles(stock, palette)}
    told = {style.kind for style in tag_styles(drawing.scene.continuations, stock, palette).values()}
    drawn |= {GUIDE} if drawing.scene.guides else set()
    return tuple(e for e in entries if not e.arrow or e.edge or (e.arrow.kind in drawn and len(drawn | told) > 1))


def _drawn_tags(composed: Composed) -> Iterator[TagPair]:
    """The words of the tags that are drawn, by pairs, and whether a letter arrives at several places."""
    words = {run.owner: run.text for run in composed.lettering.runs}
    met = Counter(letter for letter, _ in {(told.letter, told.arrives) for told in composed.continuations})
    styles = tag_styles(composed.continuations, composed.attempt.stock, composed.tints.colours)
    for told in composed.continuations:
        yield TagPair(
            leaves=words[told.leaves],
            arrives=words[told.arrives],
            targets=met[told.letter] > 1,
            kind=styles[told.leaves].kind,
            dashes=styles[told.leaves].dashes,
        )


def _needed_width(scene: DrawnScene) -> float:
    """The width of a page whose right margin begins where what is drawn ends."""
    return min(scene.width, _sides(scene)[1] + EDGE)


def _sides(scene: DrawnScene) -> tuple[float, float]:
    """Where what is drawn begins and ends across the page."""
    rects = [box.rect for box in scene.boxes if not box.parts]  # the others are their pictures and words
    rects += [frame.rect for frame in scene.frames] + [text.rect for text in scene.texts]
    rects += [glyph.rect for glyph in scene.glyphs]
    passed = [x for line in scene.lines for x, _ in line.points]
    return min([*passed, *(rect.x for rect in rects)]), max([*passed, *(rect.right for rect in rects)])


def _with_legend(drawing: Drawing, entries: tuple[Entry, ...], explained: tuple[Entry, ...], *, free: bool) -> Drawing:
    """The drawing with a legend in what is empty, or below on a page higher by the room of that and its keys.

    On a page whose height is not ``free`` it stands below, in the room that is left there for all of ``explained``.
    """
    scene, hues = drawing.scene, drawing.tints.colours
    width, top = scene.width - 2 * EDGE, scene.height - EDGE
    below = height_of(entries if free else explained, width, scene.keys)
    if not entries and not scene.keys:
        return structs.replace(drawing, scene=structs.replace(scene, height=scene.height + below))
    may_move = free and not scene.keys
    tables = list(tables_of(entries, width)) if may_move else []
    forms = [(table.width, table.height, table.lines) for table in tables]
    left, right = _sides(scene)
    vacant = vacant_place(scene, forms, below, (max(EDGE, left), EDGE, max(EDGE, scene.width - right), EDGE))
    if vacant:
        form, place = vacant
        below, legend = 0.0, tables[form].at(place.x, place.y, hues)
    else:
        legend = placed(entries, EDGE, top, width, hues, keys=scene.keys)
        beside = legend.rect.x * (scene.height + below - top) / (scene.width * (scene.height + below))
        if beside > _HOLE:
            legend = placed(entries, EDGE, top, width, hues, keys=scene.keys, whole=True)
    lettering = structs.replace(drawing.lettering, runs=(*drawing.lettering.runs, *legend.runs))
    scene = structs.replace(scene, height=scene.height + below, legend=legend.rect, texts=lettering.drawn())
    return structs.replace(drawing, scene=scene, lettering=lettering, legend=legend)


def _label_at(index: int, attempt: Attempt) -> str:
    """The name of the arrow at which the label of this one stands that shares its line; empty for its own."""
    return attempt.lines[attempt.shared[index]].name if index in attempt.shared else ""


def _line(connection: Connection, drawn: DrawnLine, frames: dict[str, Rect], label_at: str) -> DrawnLine:
    """An arrow of the scene, with the frames that it really begins and ends at."""
    points = drawn.points
    source, target = frames.get(connection.source_group or ""), frames.get(connection.target_group or "")
    return structs.replace(
        drawn,
        heads=connection.heads.value,
        label_at=label_at,
        source_frame=(connection.source_group or "") if source and is_at(points, source, start=True) else "",
        target_frame=(connection.target_group or "") if target and is_at(points, target, start=False) else "",
    )


def _scene(spec: DiagramSpec, composed: Composed, detail: Detail) -> DrawnScene:
    attempt = composed.attempt
    groups = {group.id: group for group in attempt.stock.groups}
    return DrawnScene(
        width=attempt.width,
        height=attempt.height,
        boxes=composed.boxes,
        frames=tuple(DrawnFrame(id=n, rect=r, parent=groups[n].parent) for n, r in _outer_first(attempt)),
        lines=tuple(
            _line(c, drawn, attempt.frames, _label_at(i, attempt))
            for i, (c, drawn) in enumerate(zip(attempt.stock.connections, attempt.lines, strict=True))
        ),
        texts=composed.lettering.drawn(),
        glyphs=composed.glyphs,
        folds=folds(spec, detail),
        continuations=composed.continuations,
        keys=composed.keys,
        notes=(*notes(spec, detail), *_key_notes(composed)),
    )


def _key_notes(composed: Composed) -> Iterator[str]:
    for key in composed.keys:
        label = " ".join(key.label.split())
        yield f"the label '{label}' has no room at its arrow and stands in the legend as {key.sign}"


def _outer_first(attempt: Attempt) -> list[tuple[str, Rect]]:
    return sorted(attempt.frames.items(), key=lambda item: -item[1].width * item[1].height)
