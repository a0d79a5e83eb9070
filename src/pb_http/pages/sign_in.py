"""Signing in and out: the operator with the administrator's key, an author with an API key."""

import hmac

from litestar import Response, Router, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery

from pb_core.errors import KeyDisabled, KeyUnknown
from pb_http.errors import AnyRequest
from pb_http.pages.access import (
    cookie_of,
    path_within,
    posted,
    redirect,
    require_same_origin,
    session_cookie,
    session_of,
)
from pb_http.pages.forms import form_of
from pb_http.pages.rendering import page
from pb_http.rate_limits import subscriber
from pb_http.request import ApiRequest
from pb_http.runtime import SIGN_INS

OPERATOR_HOME, AUTHOR_HOME = "/admin", "/studio"
MOST_BYTES = 2**17
"""Of a form that anybody may send: a key, and the longest address to go on to."""


@get("/admin/sign-in")
async def operator_sign_in(request: ApiRequest, then: FromQuery[str] = "") -> Response[str]:
    """Ask for the administrator's key, or say how to set one."""
    return await _asking_operator(request, then)


@post("/admin/sign-in", status_code=200)
async def sign_operator_in(request: ApiRequest) -> Response[str] | Response[None]:
    """Open a session for who has the administrator's key."""
    await _require_patience(request)
    form = await form_of(request, MOST_BYTES)
    admin_key = request.runtime.admin_key
    then = path_within(form.text("then"), OPERATOR_HOME)
    if not admin_key or not hmac.compare_digest(form.text("key").encode(), admin_key.encode()):
        return await _asking_operator(request, then, "That is not the admin key")
    return await _open(request, then, None)


@get("/studio/sign-in")
async def author_sign_in(request: ApiRequest, then: FromQuery[str] = "") -> Response[str]:
    """Ask for an API key."""
    return await _asking_author(request, then)


@post("/studio/sign-in", status_code=200)
async def sign_author_in(request: ApiRequest) -> Response[str] | Response[None]:
    """Open a session for who has an API key; the session keeps its public id only."""
    await _require_patience(request)
    form = await form_of(request, MOST_BYTES)
    then = path_within(form.text("then"), AUTHOR_HOME)
    try:
        key = await request.runtime.keyring.authenticate(form.text("key"))
    except (KeyUnknown, KeyDisabled) as error:
        return await _asking_author(request, then, str(error))
    return await _open(request, then, key.id)


@get("/studio/enter/{token:str}")
async def enter(request: ApiRequest, token: FromPath[str]) -> Response[str] | Response[None]:
    """Open a session for who opens a link of ``pb studio``, once and within a minute."""
    key_id = request.runtime.invitations.take(token)
    if key_id is None:
        return await _asking_author(request, AUTHOR_HOME, "The link was used already, or is older than a minute")
    return await _open(request, AUTHOR_HOME, key_id)


@post(["/admin/sign-out", "/studio/sign-out"], status_code=303)
async def sign_out(request: ApiRequest) -> Response[None]:
    """End this session, or with ``everywhere`` all of whoever is signed in, and take the cookie away."""
    form = await posted(request)
    session, sessions = await session_of(request), request.runtime.state.sessions
    await sessions.end(cookie_of(request))
    if session is not None and form.ticked("everywhere"):
        await sessions.end_all(session.key_id)
    return redirect(request, "/", session_cookie(request, ""))


async def _open(request: ApiRequest, then: str, key_id: str | None) -> Response[None]:
    """Begin a session under a name of its own; one that the browser brought ends."""
    sessions = request.runtime.state.sessions
    await sessions.end(cookie_of(request))
    return redirect(request, then, session_cookie(request, await sessions.open(key_id)))


async def _require_patience(request: ApiRequest) -> None:
    """Raise 429 for an address that tries many keys, 403 for a form of another server."""
    require_same_origin(request)
    client = request.scope["client"]
    limits, address = request.runtime.state.rate_limits, subscriber(client[0]) if client else ""
    standing = await limits.take("sign-in", SIGN_INS, address)
    if standing.retry_after:
        raise HTTPException(
            status_code=429,
            detail=f"Too many attempts to sign in: wait {standing.retry_after} seconds",
            headers={"Retry-After": str(standing.retry_after)},
        )


async def _asking_operator(request: AnyRequest, then: str, refused: str = "") -> Response[str]:
    is_set = bool(request.app.state["runtime"].admin_key)
    status = 401 if refused else 200
    return await page(request, "sign-in/operator.html", status=status, then=then, refused=refused, is_set=is_set)


async def _asking_author(request: AnyRequest, then: str, refused: str = "") -> Response[str]:
    return await page(request, "sign-in/author.html", status=401 if refused else 200, then=then, refused=refused)


SIGN_IN = Router(
    "/", route_handlers=[operator_sign_in, sign_operator_in, author_sign_in, sign_author_in, enter, sign_out]
)
