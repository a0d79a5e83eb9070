"""``/studio/figures``: the figures of whoever is signed in."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromQuery

from pb_core.domain.tasks import TaskKind, TaskQuery, TaskStatus
from pb_core.errors import InvalidRequest
from pb_http.pages.rendering import page
from pb_http.pages.studio.cards import cards
from pb_http.pages.studio.titles import KINDS
from pb_http.request import ApiRequest

LISTED = 20

Word = TypeVar("Word", bound=StrEnum)


@get("/figures")
async def figures(
    request: ApiRequest, before: FromQuery[str] = "", kind: FromQuery[str] = "", status: FromQuery[str] = ""
) -> Response[str]:
    """List the author's own tasks, newest first, of one kind or state where that is asked for."""
    query = TaskQuery(
        limit=LISTED,
        before=before or None,
        kind=_word(TaskKind, "kind", kind),
        status=_word(TaskStatus, "status", status),
    )
    lines = await request.runtime.service.tasks(request.api_key, query)
    chosen = {name: word for name, word in (("kind", kind), ("status", status)) if word}
    newest = f"/studio/figures?{urlencode(chosen)}"
    older = f"/studio/figures?{urlencode({**chosen, 'before': lines[-1].id})}" if len(lines) == LISTED else ""
    return await page(
        request,
        "studio/figures.html",
        cards=await cards(request, lines),
        older=older,
        newest=newest if before else "",
        chosen={"kind": kind, "status": status},
        kinds=[("", "all"), *((one.value, word) for one, word in KINDS.items())],
        states=[("", "all"), *((one.value, one.value) for one in TaskStatus)],
    )


def _word(words: type[Word], name: str, text: str) -> Word | None:
    if text and text not in tuple(words):
        raise InvalidRequest(f"{name} must be one of {', '.join(words)}")
    return words(text) if text else None
