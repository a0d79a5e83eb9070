"""The author's pages, put together."""

from litestar import Response, Router, get

from pb_http.pages.access import require_author
from pb_http.pages.rendering import page
from pb_http.pages.studio.figures import figures
from pb_http.pages.studio.files import FILES
from pb_http.pages.studio.workbench import WORKBENCH
from pb_http.request import ApiRequest


@get("/")
async def start(request: ApiRequest) -> Response[str]:
    """Ask which kind of figure to make."""
    return page(request, "studio/start.html")


STUDIO = Router("/studio", route_handlers=[start, figures, *WORKBENCH, *FILES], before_request=require_author)
