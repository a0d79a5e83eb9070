"""All pages, put together: what the application serves beside the API."""

from litestar import Router

from pb_http.pages.admin.site import ADMIN
from pb_http.pages.assets_served import assets
from pb_http.pages.failures import HANDLERS
from pb_http.pages.home import components, home, reference
from pb_http.pages.sign_in import SIGN_IN
from pb_http.pages.studio.site import STUDIO

PAGES = Router(
    "/",
    route_handlers=[home, reference, components, SIGN_IN, ADMIN, STUDIO],
    exception_handlers=HANDLERS,
    include_in_schema=False,
)
SITE = (assets, PAGES)
