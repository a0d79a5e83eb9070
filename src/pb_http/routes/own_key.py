"""``GET /api/key``: what the calling API key may still do, and what it has spent."""

from litestar import get

from pb_http.auth import require_api_key
from pb_http.openapi.operations import API_KEY, ApiOperation
from pb_http.request import ApiRequest
from pb_http.schemas import OwnKeyAnswer, own_key_answer


@get(
    "/api/key",
    before_request=require_api_key,
    operation_id="getOwnKey",
    response_description="The key that asks",
    operation_class=ApiOperation,
    tags=["Tasks"],
    summary="Read the quota of one's own key",
    security=API_KEY,
)
async def own_key(request: ApiRequest) -> OwnKeyAnswer:
    """Answer with the units that the key has left and has used, and with what its tasks have cost."""
    key = request.api_key
    return own_key_answer(key, await request.runtime.keyring.spent(key))
