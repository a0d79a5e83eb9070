"""Who may see a page and post a form: the session that a cookie names, its token, and the page a form came from."""

import re
from typing import cast
from urllib.parse import quote

from litestar import Response
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException

from pb_core.domain.billing import ApiKey
from pb_core.errors import NotFound
from pb_core.ports.sessions import LIFETIME_SECONDS, Session, Sessions
from pb_http.errors import AnyRequest
from pb_http.gate import count
from pb_http.pages.forms import Form, form_of
from pb_http.request import ApiRequest

_SESSION = "pb_http.session"
_PORT, _USUAL_PORTS = re.compile(r":([0-9]{1,5})$"), (80, 443)
OPERATOR_SIGN_IN, AUTHOR_SIGN_IN = "/admin/sign-in", "/studio/sign-in"


async def session_of(request: AnyRequest) -> Session | None:
    """The session of whoever asks; ``None`` for who is not signed in for this part of the pages."""
    scope = cast("dict[str, object]", request.scope)
    if _SESSION not in scope:
        token = cookie_of(request)
        scope[_SESSION] = await _sessions(request).find(token) if token else None
    return known_session(request)


def known_session(request: AnyRequest) -> Session | None:
    """The session of whoever asks, if it was looked for already."""
    return cast("Session | None", cast("dict[str, object]", request.scope).get(_SESSION))


def cookie_of(request: AnyRequest) -> str:
    """What the cookie of a session holds; empty where there is none."""
    return request.cookies.get(cookie_name(request), "")


def cookie_name(request: AnyRequest) -> str:
    """What the cookie is called: operator and author have one each, behind TLS bound to this very host.

    Browsers send cookies to every port of a host, so the port stands in the name, unless it is the usual one: the one
    that the browser asked, which all servers behind a proxy are asked by.
    """
    name = "pb_operator" if request.scope["path"].startswith("/admin") else "pb_author"
    port = _PORT.search(request.headers.get("host", ""))
    named = f"{name}_{int(port[1])}" if port and int(port[1]) not in _USUAL_PORTS else name
    return f"__Host-{named}" if is_secure(request) else named


def is_secure(request: AnyRequest) -> bool:
    """Whether browsers come by TLS: as the request says, or the server's public address."""
    public_url = cast("ApiRequest", request).runtime.public_url or ""
    return request.scope["scheme"] == "https" or public_url.lower().startswith("https://")


def session_cookie(request: AnyRequest, token: str) -> Cookie:
    """The cookie that names a session; an empty token takes it away."""
    return Cookie(
        key=cookie_name(request),
        value=token,
        path="/",
        max_age=LIFETIME_SECONDS if token else 0,
        httponly=True,
        secure=is_secure(request),
        samesite="lax",
    )


async def require_operator(request: AnyRequest) -> Response[None] | None:
    """Let the operator pass; send everybody else to sign in."""
    session = await session_of(request)
    return None if session is not None and session.is_operator else _to_sign_in(request, OPERATOR_SIGN_IN)


async def require_author(request: AnyRequest) -> Response[None] | None:
    """Let whoever signed in with an API key pass, and keep that key as the request's user.

    A key that was deleted or disabled meanwhile ends its sessions. Raises 429 where forms pass the key's rate; what a
    page shows is not counted, as one page asks for dozens of pictures.
    """
    session = await session_of(request)
    if session is None or session.key_id is None:
        return _to_sign_in(request, AUTHOR_SIGN_IN)
    runtime = cast("ApiRequest", request).runtime
    key = await _usable(cast("ApiRequest", request), session.key_id)
    if key is None:
        await runtime.state.sessions.end_all(session.key_id)
        return _to_sign_in(request, AUTHOR_SIGN_IN)
    request.scope["user"] = key
    if runtime.rate_by_key is not None and request.method == "POST":
        await count(request.scope, runtime, runtime.rate_by_key, "key", key.id)
    return None


async def _usable(request: ApiRequest, key_id: str) -> ApiKey | None:
    try:
        key = await request.runtime.keyring.find(key_id)
    except NotFound:
        return None
    return key if key.active else None


async def posted(request: AnyRequest) -> Form:
    """The form of a signed-in reader.

    Raises 403 where it did not come from a page of this server, or from one of another session.
    """
    require_same_origin(request)
    session = await session_of(request)
    if session is None:  # nothing of what a stranger sends is read
        raise _of_another_session()
    form = await form_of(cast("ApiRequest", request))
    if not session.owns(request.headers.get("x-csrf-token") or form.text("csrf")):
        raise _of_another_session()
    return form


def _of_another_session() -> HTTPException:
    return HTTPException(
        status_code=403, detail="This form is of another session: load the page again, then repeat what you did"
    )


async def leave_note(request: AnyRequest, name: str, text: str) -> None:
    """Keep a note in the session for the page that follows a form."""
    await _sessions(request).leave(cookie_of(request), name, text)


async def note_of(request: AnyRequest, name: str) -> str:
    """The note of this name that waits in the session, which is then forgotten; empty where there is none."""
    return await _sessions(request).take(cookie_of(request), name)


async def first_sent(request: AnyRequest, once: str) -> str | None:
    """Whether a form that names itself is sent for the first time in this session: ``None`` if it is.

    Of one that was sent before it is what was noted of it by ``sent``, empty while nothing was.
    """
    return await _sessions(request).claim(cookie_of(request), f"sent {once}")


async def sent(request: AnyRequest, once: str, became: str) -> None:
    """Note what a form became that ``first_sent`` let pass, for who sends it again."""
    await leave_note(request, f"sent {once}", became)


async def unsent(request: AnyRequest, once: str) -> None:
    """Let a form be sent again that became nothing."""
    await note_of(request, f"sent {once}")


async def told(request: AnyRequest, sentence: str, path: str) -> Response[None]:
    """Send a reader on to a page that begins with a sentence about what was done."""
    await leave_note(request, "told", sentence)
    return redirect(request, path)


def require_same_origin(request: AnyRequest) -> None:
    """Raise 403 for a form that a page of another server sent, whatever cookies the browser added."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    is_own = site in {None, "same-origin", "none"}
    if origin is not None:
        host = request.headers.get("host", "").lower()
        is_own = is_own and origin.lower() in {f"http://{host}", f"https://{host}"}
    if not is_own or (site is None and origin is None):
        raise HTTPException(status_code=403, detail="This form did not come from a page of this server")


def redirect(request: AnyRequest, path: str, *cookies: Cookie) -> Response[None]:
    """Send a reader to another page, a script of a page too."""
    if request.headers.get("hx-request") == "true":
        return Response(None, status_code=204, headers={"HX-Redirect": path}, cookies=list(cookies))
    return Response(None, status_code=303, headers={"Location": path}, cookies=list(cookies))


def path_within(given: str, otherwise: str) -> str:
    """A path of this server that a form names, or another where it names none."""
    is_path = given.startswith("/") and not given.startswith(("//", "/\\"))
    return given if is_path and given.isascii() and given.isprintable() else otherwise


def _sessions(request: AnyRequest) -> Sessions:
    return cast("ApiRequest", request).runtime.state.sessions


def _to_sign_in(request: AnyRequest, page: str) -> Response[None]:
    is_page = request.method in {"GET", "HEAD"} and request.headers.get("hx-request") != "true"
    query = request.scope["query_string"].decode("latin-1")
    asked = f"{request.scope['path']}?{query}" if query else request.scope["path"]
    then = f"?then={quote(asked, safe='')}" if is_page else ""
    return redirect(request, f"{page}{then}")
