"""``/studio/new/composite``: finished figures of one's own, in order, on one sheet."""

from collections.abc import Mapping

from pb_core.domain.request_rules import choices
from pb_core.domain.requests import CompositeBody
from pb_core.domain.tasks import TaskKind, TaskQuery, TaskStatus
from pb_core.domain.venues import Venue
from pb_core.errors import InvalidRequest, NotFound
from pb_http.pages.studio.cards import Card, card_of, cards
from pb_http.pages.studio.drafts import drafted
from pb_http.pages.studio.workflow import Document, Values, Workflow, counted, formats, given, listed, styling
from pb_http.request import ApiRequest

OFFERED = 40
"""How many of the newest figures can be chosen."""
PLACE = "place."
"""How the fields begin that say which panel a figure becomes; the id of its task follows."""


async def document(request: ApiRequest, values: Values) -> Document:
    """The body of ``POST /api/composite``; raises ``InvalidRequest`` for places and sizes that are no numbers."""
    del request
    made = given(values, "layout", "label_position") | listed(values, "output_formats") | styling(values)
    made |= counted(values, "spacing", "Spacing", 0, 2_000) | counted(
        values, "label_font_size", "Size of labels", 4, 400
    )
    labels = [line.strip() for line in values.get("labels", "").splitlines() if line.strip()]
    if values.get("no_labels"):
        made["labels"] = []
    elif labels:
        made["labels"] = labels
    return made | {"source_task_ids": _in_order(values)}


def _in_order(values: Values) -> list[str]:
    """The tasks that have a place, by their places."""
    placed = []
    for name, text in values.items():
        if name.startswith(PLACE) and text.strip():
            if not (text.strip().isdecimal() and len(text.strip()) <= 3):  # noqa: PLR2004 - at most 100 panels
                raise InvalidRequest("Figures are put in order by whole numbers: 1, 2, 3, …")
            placed.append((int(text), name.removeprefix(PLACE)))
    return [task_id for _, task_id in sorted(placed, key=lambda one: one[0])]


async def filled(request: ApiRequest, body: Document) -> Values:
    """The form for a body."""
    del request
    values = drafted({name: value for name, value in body.items() if name != "source_task_ids"})
    if body.get("labels") == []:
        values["no_labels"] = "yes"
    return values | {f"{PLACE}{task_id}": str(place) for place, task_id in enumerate(body["source_task_ids"], start=1)}


async def composite_choices(request: ApiRequest, values: Values) -> Mapping[str, object]:
    """The newest figures that can be panels, those that are chosen already before them."""
    chosen = [await _card(request, task_id) for task_id in _chosen(values)]
    lines = await request.runtime.service.tasks(request.api_key, TaskQuery(limit=OFFERED, status=TaskStatus.COMPLETED))
    offered = await cards(request, (line for line in lines if line.kind is not TaskKind.PROMPT_OPTIMIZATION))
    known = {card.id: card for card in (*filter(None, chosen), *offered) if card.picture}
    return {
        "figures": tuple(known.values()),
        "formats": formats(CompositeBody),
        "venues": tuple(Venue),
        "positions": choices(CompositeBody, "label_position"),
    }


def _chosen(values: Values) -> list[str]:
    try:
        return _in_order(values)
    except InvalidRequest:
        return []


async def _card(request: ApiRequest, task_id: str) -> Card | None:
    try:
        return card_of(await request.runtime.service.task(request.api_key, task_id))
    except NotFound:
        return None


COMPOSITE = Workflow(
    name="composite",
    title="Several figures on one sheet",
    told="Choose finished figures in order. What can be drawn anew is, in one size of type and with shared legends.",
    endpoint="composite",
    body=CompositeBody,
    labels={
        "source_task_ids": "Figures",
        "layout": "Layout",
        "labels": "Labels",
        "spacing": "Spacing",
        "label_position": "Labels stand",
        "label_font_size": "Size of labels",
        "styling.venue": "Venue",
        "output_formats": "Formats",
    },
    samples={"newest": "Your newest figures"},
    document=document,
    drafted=filled,
    choices=composite_choices,
)
