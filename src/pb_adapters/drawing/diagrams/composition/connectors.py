"""The lettered tags of continued arrows: each at the best of its places, drawn as a box, its label beside it."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.arrow_styles import LOSS, ArrowStyle, tag_styles
from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Line
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.continuations import ARRIVING, LEAVING, Tag, tags_of
from pb_adapters.drawing.diagrams.composition.tag_places import CONTRARY, Ground, TagPlace, tag_places
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.diagrams.text_runs import Lettering, Run, middle_to_baseline, tag_runs
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnBox
from pb_core.domain.plane import Rect, inset

_EDGE = 3.0  # points between a tag and the edge of the page
_OWNERLESS = 15.0  # what it costs that the words beside a tag stand as near to another


def with_connectors(composed: Composed) -> Composed | Collection[Continuation]:
    """The composition with both tags of every continued arrow, or else all arrows a tag of which finds no place."""
    attempt = composed.attempt
    tags, continuations = tags_of(attempt.stock, attempt.frames | attempt.boxes)
    ground, size = _ground(composed), attempt.stock.typography.small
    options = {tag.name: list(tag_places(tag, size, ground)) for tag in tags}
    told = {tag.name: tag for tag in tags}
    placed: dict[str, TagPlace] = {}
    homeless = set[str]()
    for tag in sorted(tags, key=lambda tag: len(options[tag.name])):
        taken = [rect for place in placed.values() for rect in place.covered]
        free = (option for option in options[tag.name] if option[1].is_free(taken))
        contrary = {placed[name].side for name in placed if told[name].is_contrary(tag)}
        doubts = (
            (cost + _OWNERLESS * place.is_ownerless(placed.values()) + CONTRARY * (place.side in contrary), place)
            for cost, place in free
        )
        best = min(doubts, key=lambda option: option[0], default=None)
        if best is None:
            homeless.add(tag.name)
        else:
            placed[tag.name] = best[1]
    if homeless:
        return [one for one in continuations if {one.leaves, one.arrives} & homeless]
    return _drawn(composed, tags, placed, continuations)


def _ground(composed: Composed) -> Ground:
    attempt = composed.attempt
    words = tuple((run.owner, run.rect) for run in composed.lettering.all_runs())
    page = inset(Rect(0, 0, attempt.width, attempt.height), _EDGE)
    boxes, ends = {box.id: box for box in composed.boxes}, tuple(c.ends for c in attempt.stock.connections)
    return Ground(page, boxes, attempt.frames, words, attempt.paths, ends)


def _drawn(
    composed: Composed, tags: Sequence[Tag], placed: dict[str, TagPlace], told: Sequence[Continuation]
) -> Composed:
    """The composition with its tags as boxes and the labels beside them."""
    attempt, stock, tints = composed.attempt, composed.attempt.stock, composed.tints
    size, styles = stock.typography.small, tag_styles(told, stock, tints.colours)
    plans = {tag.name: _plan(tag, placed[tag.name].words, size, styles[tag.name]) for tag in tags}
    rects = {name: placed[name].rect for name in plans}
    whole = structs.replace(
        stock,
        plans=stock.plans | plans,
        homes=stock.homes | {tag.name: stock.homes[tag.box] for tag in tags},
        continued=(),
        continued_ends=(),
        continued_places=(),
    )
    runs = [_letter(tag.name, placed[tag.name], size, tints.words(plans[tag.name])) for tag in tags]
    labels = [run for tag in tags for run in _label(tag, placed[tag.name].label, size, tints.colours)]
    boxes = tuple(DrawnBox(id=name, rect=rect, shape=CONNECTOR) for name, rect in rects.items())
    return structs.replace(
        composed,
        attempt=structs.replace(attempt, stock=whole, boxes=attempt.boxes | rects),
        lettering=Lettering((*composed.lettering.runs, *runs, *labels), composed.lettering.badges),
        boxes=(*composed.boxes, *boxes),
        continuations=tuple(told),
        untagged=composed,
    )


def _plan(tag: Tag, words: str, size: float, style: ArrowStyle) -> BoxPlan:
    """A tag as a box of one word, dashed as its arrow is."""
    return BoxPlan(
        id=tag.name,
        kind=LEAVING if tag.leaves else ARRIVING,
        shape=CONNECTOR,
        lines=(Line(words, size, bold=True),),
        owners=(tag.name,),
        dashes=style.dashes,
        of_loss=style.kind == LOSS,
    )


def _letter(name: str, place: TagPlace, size: float, look: tuple[str, str, str]) -> Run:
    (colour, _, ground), rect, words = look, place.rect, place.words
    x, y = rect.x + rect.width / 2, rect.y + rect.height / 2 + middle_to_baseline(words, size)
    return Run(owner=name, text=words, x=x, y=y, size=size, colour=colour, ground=ground, bold=True)


def _label(tag: Tag, label: ArrowLabel | None, size: float, colours: Colours) -> Iterator[Run]:
    return tag_runs(tag.label_owner, label, colours, size) if label else iter(())
