"""What a page says where something is refused or fails: the sentence of the API, as a page or beside the form."""

from collections.abc import Callable
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from pb_core.errors import PaperBananaError
from pb_http.errors import AnyRequest, on_domain_error, on_http_error, on_unexpected
from pb_http.pages.rendering import is_partial, rendered

PARTS = ("/admin/", "/studio/")
"""Where an address is a person's."""

_TITLES = {
    403: "Not allowed",
    404: "Not found",
    405: "Not allowed",
    413: "Too large",
    415: "Not understood",
    422: "Not possible as it is",
    429: "Too many requests",
    503: "Come back in a moment",
}


def _shown(answer: Callable[[AnyRequest, Any], Response[Any]]) -> Callable[[AnyRequest, Any], Response[Any]]:
    """The same answer, for people."""

    def show(request: AnyRequest, error: Exception) -> Response[str]:
        told = answer(request, error)
        status = told.status_code or 500
        headers = {name: value for name, value in told.headers.items() if name.lower() != "www-authenticate"}
        return rendered(
            request,
            "notice.html" if is_partial(request) else "failure.html",
            status=status,
            headers=headers,
            title=_TITLES.get(status, "Something went wrong"),
            sentence=told.content.detail,
            noted="",  # it waits for a page that was asked for
        )

    return show


def on_lost_address(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what no route takes: below the parts for people by a page, elsewhere as the API does."""
    is_page = request.scope["path"].startswith(PARTS)
    return _shown(on_http_error)(request, error) if is_page else on_http_error(request, error)


HANDLERS: ExceptionHandlersMap = {
    PaperBananaError: _shown(on_domain_error),
    HTTPException: _shown(on_http_error),
    Exception: _shown(on_unexpected),
}
