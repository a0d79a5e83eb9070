"""``POST /api/panels``: a picture of the caller's own, to be a panel of composites."""

from litestar import post

from pb_http.auth import require_api_key
from pb_http.openapi.operations import ANY_BYTES, API_KEY, PANEL_TYPES, UploadOperation
from pb_http.request import ApiRequest
from pb_http.schemas import PanelAnswer, panel_answer


@post(
    "/api/panels",
    status_code=201,
    before_request=require_api_key,
    operation_id="uploadPanel",
    response_description="The picture can be a panel",
    operation_class=UploadOperation,
    tags=["Submissions"],
    summary="Upload a picture for composites",
    security=API_KEY,
)
async def upload_panel(request: ApiRequest) -> PanelAnswer:
    """Keep a PNG, JPEG, SVG or one-page PDF for composites of the same key; costs no unit, and the same bytes once."""
    request.require_kind((*PANEL_TYPES, ANY_BYTES))
    data = await request.receive_all()
    limits = request.runtime.state.rate_limits
    return panel_answer(await request.runtime.service.panels.upload(request.api_key, bytes(data), limits))
