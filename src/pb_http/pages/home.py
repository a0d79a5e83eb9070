"""``/``, which says what this is; ``/docs``, the interactive reference; ``/docs/components``, the parts of pages."""

from litestar import Response, get

from pb_http.pages.rendering import page
from pb_http.request import ApiRequest


@get("/")
async def home(request: ApiRequest) -> Response[str]:
    """Say what this server makes and lead to the studio, the reference and the operator's pages."""
    return await page(request, "home.html")


@get("/docs")
async def reference(request: ApiRequest) -> Response[str]:
    """Show the REST reference, in which every request can be tried."""
    return await page(request, "reference.html")


@get("/docs/components")
async def components(request: ApiRequest) -> Response[str]:
    """Show every part that pages are built from."""
    return await page(request, "components.html")
