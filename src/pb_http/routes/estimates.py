"""``POST /api/estimate``: what a submission would cost and how long it would take, before it is made."""

from litestar import post
from litestar.params import JSONBody

from pb_core.domain.requests import Body, CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_http.auth import require_api_key
from pb_http.body_decoding import of_document
from pb_http.openapi.operations import API_KEY, ApiOperation, problems
from pb_http.request import ApiRequest
from pb_http.schemas import EstimateAnswer, EstimateBody, estimate_answer

_KINDS: dict[str, type[Body]] = {
    "generate": GenerateBody,
    "generate-from-pdf": GenerateFromPdfBody,
    "optimize-prompt": OptimizePromptBody,
    "plot": PlotBody,
    "composite": CompositeBody,
}


@post(
    "/api/estimate",
    status_code=200,
    before_request=require_api_key,
    operation_id="estimate",
    response_description="Price and time as ranges",
    operation_class=ApiOperation,
    tags=["Submissions"],
    summary="Estimate a submission",
    security=API_KEY,
    responses=problems(422),
)
async def estimate(request: ApiRequest, data: JSONBody[EstimateBody]) -> EstimateAnswer:
    """Say what a submission would cost and how long its work would take; charges, stores and buys nothing."""
    decoded = of_document(data.body, _KINDS[data.kind])
    found = await request.runtime.service.estimate(decoded.value)
    return estimate_answer(data.kind, found, (*request.warnings, *decoded.warnings))
