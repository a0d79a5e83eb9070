"""The operator's pages, put together."""

from litestar import Router

from pb_http.pages.access import require_operator
from pb_http.pages.admin.overview import overview

ADMIN = Router("/admin", route_handlers=[overview], before_request=require_operator)
