"""``/admin/keys``: all API keys, and a new one."""

import secrets
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromQuery, QueryParameter

from pb_core.domain.billing import ApiKey
from pb_core.errors import InvalidRequest
from pb_http.pages.access import first_sent, leave_note, posted, redirect, sent, told, unsent
from pb_http.pages.admin.key_forms import STATES, quota_of, refusal, state_of
from pb_http.pages.forms import Form
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest

LISTED = 50
_LONGEST_ONCE = 64
"""Characters that are read of what names a form."""


@get("/keys")
async def keys(
    request: ApiRequest,
    q: FromQuery[str] = "",
    only: Annotated[str, QueryParameter(name="state")] = "",
    number: Annotated[int, QueryParameter(name="page")] = 1,
) -> Response[str]:
    """List keys, the newest first: those with these words in name, id, receiver or visible start."""
    every = await request.runtime.keyring.list()
    found = _matching(every, q, only)
    number = min(max(number, 1), max(-(-len(found) // LISTED), 1))
    first = (number - 1) * LISTED
    rows = found[first : first + LISTED]
    return await page(
        request,
        "admin/keys.html",
        rows=[(key, state_of(key)) for key in rows],
        states=[("", "all"), *((name, name.replace("_", " ")) for name in STATES)],
        q=q,
        state=only,
        there_are_any=bool(every),
        newer=_address(q, only, number - 1) if number > 1 else "",
        older=_address(q, only, number + 1) if first + LISTED < len(found) else "",
        told=f"{first + 1:,}–{first + len(rows):,} of {len(found):,}" if rows else "",
    )


@get("/keys/new")
async def new_key(request: ApiRequest) -> Response[str]:
    """Ask for what a new key needs."""
    return await _asking(request, {}, {})


@post("/keys/new", status_code=200)
async def create_key(request: ApiRequest) -> Response[str] | Response[None]:
    """Make a key and show it, once for each form; its full value waits in the session for that one page."""
    form = await posted(request)
    once = form.text("once")[:_LONGEST_ONCE]
    if once and (made := await first_sent(request, once)) is not None:
        return redirect(request, f"/admin/keys/{made}") if made else await _made_already(request)
    try:
        full, key = await request.runtime.keyring.create(
            form.text("name"), quota_of(form, "quota"), form.text("webhook_url"), form.text("webhook_secret")
        )
    except InvalidRequest as error:
        await unsent(request, once)
        return await _asking(request, _typed(form), refusal(error))
    await leave_note(request, f"key {key.id}", full)
    await sent(request, once, key.id)
    return redirect(request, f"/admin/keys/{key.id}")


def _matching(every: Sequence[ApiKey], q: str, state: str) -> list[ApiKey]:
    words = q.casefold().split()
    return [
        key
        for key in reversed(every)
        if (not state or state_of(key) == state)
        and all(word in f"{key.name} {key.id} {key.prefix} {key.webhook_url or ''}".casefold() for word in words)
    ]


def _address(q: str, state: str, number: int) -> str:
    given = {"q": q, "state": state, "page": str(number) if number > 1 else ""}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/admin/keys?{query}" if query else "/admin/keys"


def _typed(form: Form) -> dict[str, str]:
    """What to show again; a secret is typed again."""
    return {name: form.text(name) for name in ("name", "quota", "webhook_url")}


async def _made_already(request: ApiRequest) -> Response[None]:
    sentence = (
        "This form was sent already. If it made a key, that is the first one here and shows its value when opened; "
        "if not, create it with a new form"
    )
    return await told(request, sentence, "/admin/keys")


async def _asking(request: ApiRequest, typed: dict[str, str], wrong: dict[str, str]) -> Response[str]:
    status, once = 422 if wrong else 200, secrets.token_urlsafe(18)
    return await page(request, "admin/key_new.html", status=status, typed=typed, wrong=wrong, once=once)
