"""Pages and fragments as answers: a template, its values, and the headers that let nothing run but our own files."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType

from pb_http.errors import AnyRequest
from pb_http.pages.access import known_session, note_of, session_of
from pb_http.pages.assets_served import address_of

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).with_name("templates")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SEALED = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; sandbox"
"""The policy of pictures and other files that a browser may open: nothing in them runs or reaches anything."""
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Vary": "Cookie, HX-Request",
}


async def page(
    request: AnyRequest,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    cookies: tuple[Cookie, ...] = (),
    **values: object,
) -> Response[str]:
    """Answer with a template, a whole page or a fragment.

    Every template sees ``session`` (``None`` for who is not signed in), ``version``, ``path`` and ``now`` beside
    ``values``. What a value holds is shown as text, whatever is in it. A whole page begins with the note that the form
    before it left.
    """
    is_whole = bool(_environment().get_template(template).blocks)  # a fragment fills no block of base.html
    noted = await note_of(request, "told") if is_whole and await session_of(request) else ""
    return rendered(request, template, status=status, headers=headers, cookies=cookies, noted=noted, **values)


def rendered(
    request: AnyRequest,
    template: str,
    *,
    status: int,
    headers: Mapping[str, str] | None = None,
    cookies: tuple[Cookie, ...] = (),
    **values: object,
) -> Response[str]:
    """Answer with a template as ``page`` does, with ``noted`` and the session that was found already, asking nobody."""
    text = (
        _environment()
        .get_template(template)
        .render(
            session=known_session(request),
            version=request.app.state["runtime"].version,
            path=request.scope["path"],
            now=datetime.now(UTC),
            **values,
        )
    )
    return Response(
        text,
        status_code=status,
        media_type=MediaType.HTML,
        headers={**_HEADERS, **(headers or {})},
        cookies=list(cookies),
    )


def fragment(template: str, macro: str, *arguments: object) -> str:
    """What one macro of a template makes, as for an event that changes a part of a page."""
    module = _environment().get_template(template).module
    made: str = getattr(module, macro)(*arguments)
    return made


def is_partial(request: AnyRequest) -> bool:
    """Whether a script of a page asks for a part of it, rather than a reader for the whole."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-boosted") != "true"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - a server may show no page at all

    from pb_http.pages.filters import FILTERS  # noqa: PLC0415 - see above

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["asset"] = address_of
    return environment
