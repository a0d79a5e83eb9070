"""``/admin/history``: the tasks of all keys, found by what is known of them, page by page or as a file."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.response import Stream
from msgspec.structs import replace

from pb_core.application.history import HistoryPage
from pb_core.domain.history import LARGEST_PAGE, MOST_COUNTED, HistoryQuery
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.errors import InvalidRequest, NotFound
from pb_http.history_csv import csv_of
from pb_http.history_query import history_query
from pb_http.pages.forms import sentence_at
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest

LABELS: Mapping[str, str] = {
    "words": "Words",
    "key": "Key",
    "diagram_type": "Kind",
    "status": "State",
    "provider": "Provider",
    "since": "From",
    "until": "Until",
    "size": "Lines",
    "page": "Page",
    "cursor": "Cursor",
}
"""What a question may say, by the names of the API, and what a page calls it."""
CONDITIONS = tuple(LABELS)[:8]
SIZES = ("20", "50", str(LARGEST_PAGE))
MOST_KEYS = 200
"""Keys that can be chosen from; the page of any key leads to its tasks."""


@get("/history")
async def history(request: ApiRequest) -> Response[str]:
    """List the tasks that fulfil every condition, the last accepted first."""
    asked = _asked(request)
    found, wrong = None, dict[str, str]()
    try:
        found = await request.runtime.administration.history(await _query(request, asked))
    except InvalidRequest as error:
        wrong = sentence_at(error, LABELS)
    except NotFound as error:
        wrong = {"key": str(error)}
    return await page(
        request,
        "admin/history.html",
        status=422 if wrong else 200,
        asked=asked,
        wrong=wrong,
        found=found,
        told="" if found is None else _told(found, asked),
        choices=await _choices(request, asked),
        export=f"/admin/history.csv?{_written(asked, CONDITIONS)}",
        filtered=any(asked[name] for name in CONDITIONS if name != "size"),
        leads={} if found is None else _neighbours(found, asked),
    )


@get("/history.csv")
async def history_file(request: ApiRequest) -> Response[Any]:
    """All tasks that fulfil every condition as CSV, sent as they are read."""
    query = await _query(request, _asked(request))
    return Stream(
        csv_of(request.runtime.administration.lines(replace(query, page=1, size=LARGEST_PAGE))),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="history.csv"'},
    )


def _asked(request: ApiRequest) -> dict[str, str]:
    return {name: str(request.query_params.get(name) or "").strip() for name in LABELS}


async def _query(request: ApiRequest, asked: Mapping[str, str]) -> HistoryQuery:
    """The question in the core's terms; raises ``InvalidRequest``, and ``NotFound`` for a key that is not there."""
    key = await request.runtime.keyring.find(asked["key"]) if asked["key"] else None
    return history_query(asked, key.id if key else None)


async def _choices(request: ApiRequest, asked: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """What the fields of choice offer, with what was asked for, whatever that is."""
    keys = (await request.runtime.keyring.list())[::-1]
    offered = [*keys[:MOST_KEYS], *(key for key in keys[MOST_KEYS:] if key.id == asked["key"])]
    providers = await request.runtime.administration.providers()
    return {
        "key": [("", "all"), *((key.id, f"{key.name} ({key.prefix}…)") for key in offered)],
        "diagram_type": [("", "all"), *((kind.value, kind.value.replace("_", " ")) for kind in TaskKind)],
        "status": [("", "all"), *((status.value, status.value) for status in TaskStatus)],
        "provider": [("", "all"), *((name, name) for name in providers)],
        "size": [(size, size) for size in SIZES],
    }


def _told(found: HistoryPage, asked: Mapping[str, str]) -> str:
    """Which lines these are, of how many."""
    total = f"{'at least ' if found.total.is_lower_bound else ''}{found.total.number:,}"
    if not found.lines:
        return ""
    if asked["cursor"]:
        return f"{len(found.lines):,} of {total}"
    first = (found.page - 1) * found.size
    return f"{first + 1:,}–{first + len(found.lines):,} of {total}"


def _neighbours(found: HistoryPage, asked: Mapping[str, str]) -> dict[str, str]:
    """Where the pager leads: by number as far as pages are numbered, then by cursor."""
    written = _written(asked, CONDITIONS)
    by_number = not asked["cursor"] and (found.page + 1) * found.size <= MOST_COUNTED
    older = f"page={found.page + 1}" if by_number else f"cursor={found.next}"
    return {
        "first": f"/admin/history?{written}" if asked["cursor"] else "",
        "newer": f"/admin/history?{written}&page={found.page - 1}" if found.page > 1 and not asked["cursor"] else "",
        "older": "" if found.next is None else f"/admin/history?{written}&{older}",
    }


def _written(asked: Mapping[str, str], names: tuple[str, ...]) -> str:
    return urlencode({name: asked[name] for name in names if asked[name]})
