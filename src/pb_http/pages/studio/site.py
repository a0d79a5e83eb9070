"""The author's pages, put together."""

from litestar import Router

from pb_http.pages.access import require_author
from pb_http.pages.studio.changes import change
from pb_http.pages.studio.code import CODE
from pb_http.pages.studio.figure import figure
from pb_http.pages.studio.figures import figures
from pb_http.pages.studio.files import FILES
from pb_http.pages.studio.new import FORMS
from pb_http.pages.studio.pictures import PICTURES
from pb_http.pages.studio.progress import PROGRESS
from pb_http.pages.studio.versions import figure_versions
from pb_http.pages.studio.workbench import WORKBENCH

STUDIO = Router(
    "/studio",
    route_handlers=[*FORMS, figures, figure, *PROGRESS, *CODE, *PICTURES, *WORKBENCH, change, figure_versions, *FILES],
    before_request=require_author,
)
