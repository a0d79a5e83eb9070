"""Figures in lists: what a card tells of each."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from pb_core.domain.tasks import Task, TaskLine
from pb_core.errors import NotFound
from pb_http.pages.studio.titles import KINDS, title_of
from pb_http.request import ApiRequest


class Card(Struct, frozen=True, kw_only=True):
    """A figure: the first words of its caption, and the address of its small picture where it has one."""

    id: str
    title: str
    kind: str
    state: str
    created_at: datetime
    picture: str


def card_of(task: Task) -> Card:
    """What a list tells of a task."""
    png = task.result.artifact("png") if task.result else None
    return Card(
        id=task.id,
        title=title_of(task),
        kind=KINDS[task.kind],
        state=task.status.value,
        created_at=task.created_at,
        picture=f"/studio/figures/{task.id}/small?v={png.digest[:12]}" if png else "",
    )


async def cards(request: ApiRequest, lines: Iterable[TaskLine]) -> tuple[Card, ...]:
    """The cards of an author's own tasks; what was removed meanwhile is left out."""
    found = []
    for line in lines:
        try:
            found.append(card_of(await request.runtime.service.task(request.api_key, line.id)))
        except NotFound:
            continue
    return tuple(found)
