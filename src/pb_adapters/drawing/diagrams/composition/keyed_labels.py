"""Labels of arrows that find no place: a sign stands at the arrow, and the legend says what it means."""

import itertools
from collections.abc import Iterable

from msgspec import structs

from pb_adapters.drawing.diagrams.box_words import clean_lines
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN
from pb_adapters.drawing.diagrams.composition.shared_labels import placed_labels
from pb_adapters.drawing.diagrams.label_places import Obstacles
from pb_adapters.drawing.diagrams.text_runs import Lettering, Run, label_runs
from pb_core.domain.diagrams.scene import CONNECTOR, LabelKey
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Rect, inset


def unlabelled(composed: Composed) -> tuple[int, ...]:
    """The connections, by index, whose label found no place or had to be cut."""
    return tuple(index for index, tag in composed.attempt.tags.items() if tag is None or tag.cut)


def keyed(composed: Composed) -> Composed | None:
    """The composition with signs for the labels without a place, and for all that say the same, by their first arrows.

    ``None`` where a sign has no place either.
    """
    connections = composed.attempt.stock.connections
    ground, others = _ground(composed), _other_runs(composed)
    found, signed = composed, set[str]()
    while homeless := unlabelled(found):
        fresh = {connections[i].label for i in homeless} - signed
        if not fresh:
            return None
        signed |= fresh
        keys = _keys(connections, signed, others)
        signs = {key.label: key.sign for key in keys}
        words = {i: signs.get(c.label) or clean_lines(c.label) for i, c in enumerate(connections) if c.label}
        labels = {i: text for i, text in words.items() if text}
        placed = placed_labels(connections, labels, composed.attempt.stock.typography.small, ground)
        attempt = structs.replace(composed.attempt, tags=placed.tags, shared=placed.shared)
        labelled = label_runs(attempt, composed.tints.colours, attempt.stock.typography.small)
        lettering = Lettering((*others, *labelled), composed.lettering.badges)
        found = structs.replace(composed, attempt=attempt, lettering=lettering, keys=keys)
    return found


def _keys(connections: tuple[Connection, ...], labels: set[str], others: Iterable[Run]) -> tuple[LabelKey, ...]:
    """A number that no other words have for each of these labels, in the order of the plan."""
    order = dict.fromkeys(c.label for c in connections if c.label in labels)
    words = " ".join([*(c.label for c in connections), *(run.text for run in others)])
    signs = (sign for number in itertools.count(1) if (sign := f"({number})") not in words)
    return tuple(LabelKey(sign, label) for label, sign in zip(order, signs, strict=False))


def _ground(composed: Composed) -> Obstacles:
    """What the labels keep clear of: the margins too, and tags of arrows that are told by letter with their words."""
    attempt = composed.attempt
    tags = [box.rect for box in composed.boxes if box.shape == CONNECTOR]
    owners = {told.label_owner for told in composed.continuations}
    words = [run.rect for run in composed.lettering.runs if run.owner in owners]
    page = inset(Rect(0, 0, attempt.width, attempt.height), MARGIN)
    return structs.replace(composed.ground, page=page, solid=(*composed.ground.solid, *tags, *words))


def _other_runs(composed: Composed) -> list[Run]:
    """All words but those beside arrows."""
    attempt = composed.attempt
    names = {line.name for line in attempt.lines} - {*attempt.boxes, *attempt.frames}
    return [run for run in composed.lettering.runs if run.owner not in names]
