"""``/api/admin/overview``, the list of webhooks, and of a key its ledger and the test of its webhook."""

from typing import Annotated

from litestar import Router, get, post
from litestar.params import PathParameter

from pb_core.application.history import LONGEST_OVERVIEW
from pb_core.domain.history import LARGEST_PAGE
from pb_core.domain.history.deliveries import DeliveryQuery
from pb_core.domain.webhooks import DeliveryState
from pb_http.auth import require_admin
from pb_http.history_query import choice, number, place
from pb_http.openapi.operations import ADMIN_KEY, ApiOperation, problems
from pb_http.openapi.parameters import one_of, text, whole_number
from pb_http.overview_schemas import (
    LedgerAnswer,
    OverviewAnswer,
    WebhooksAnswer,
    WebhookTestAnswer,
    ledger_answer,
    overview_answer,
    webhook_test_answer,
    webhooks_answer,
)
from pb_http.request import ApiRequest

USUAL_DAYS, USUAL_SIZE, USUAL_ENTRIES = 7, 20, 50

KeyValue = Annotated[str, PathParameter(description="The full API key value, or its id.")]
Size = Annotated[str | None, whole_number("How many, 20 of webhooks and 50 of entries by default.", most=LARGEST_PAGE)]
Cursor = Annotated[str | None, text("The `next_cursor` of the page before.")]


@get(
    "/overview",
    operation_id="getOverview",
    response_description="What the installation does",
    operation_class=ApiOperation,
    summary="See what the installation does",
    responses=problems(422),
)
async def get_overview(
    request: ApiRequest,
    days: Annotated[str | None, whole_number("How many days.", most=LONGEST_OVERVIEW, usual=USUAL_DAYS)] = None,
) -> OverviewAnswer:
    """Tell tasks by state now, and of the last days what was accepted, ended, failed and spent, how long it took."""
    found = await request.runtime.administration.overview(number("days", days, USUAL_DAYS, LONGEST_OVERVIEW))
    return overview_answer(found)


@get(
    "/webhooks",
    operation_id="listWebhooks",
    response_description="Webhooks and failing receivers",
    operation_class=ApiOperation,
    summary="List the webhooks of all keys",
    responses=problems(404, 422),
)
async def list_webhooks(
    request: ApiRequest,
    chosen: Annotated[str | None, one_of(DeliveryState, "What became of them.", name="state")] = None,
    key: Annotated[str | None, text("The id of a key, or its full value.")] = None,
    size: Size = None,
    cursor: Cursor = None,
) -> WebhooksAnswer:
    """List webhooks, the last one first, and name the receivers that fail."""
    administration = request.runtime.administration
    query = DeliveryQuery(
        size=number("size", size, USUAL_SIZE, LARGEST_PAGE),
        before=place(cursor),
        state=choice("state", chosen, tuple(DeliveryState)),
        key_id=(await request.runtime.keyring.find(key)).id if key else None,
    )
    found = await administration.webhooks(query)
    return webhooks_answer(found, await administration.webhook_report(), query.size)


@post(
    "/keys/{key:str}/webhook-test",
    status_code=200,
    operation_id="testWebhook",
    response_description="What came of the try",
    operation_class=ApiOperation,
    summary="Send a test to the webhook of a key",
    responses=problems(404, 422),
)
async def test_webhook(request: ApiRequest, key: KeyValue) -> WebhookTestAnswer:
    """Send a signed event webhook.test to the key's webhook_url, once, as webhooks are sent; nothing is stored."""
    return webhook_test_answer(await request.runtime.administration.test_webhook(key))


@get(
    "/keys/{key:str}/ledger",
    operation_id="getLedger",
    response_description="A page of the ledger",
    operation_class=ApiOperation,
    summary="Read the ledger of a key",
    responses=problems(404, 422),
)
async def get_ledger(request: ApiRequest, key: KeyValue, size: Size = None, cursor: Cursor = None) -> LedgerAnswer:
    """List what was granted, charged and adjusted, the last entry first."""
    asked = number("size", size, USUAL_ENTRIES, LARGEST_PAGE)
    return ledger_answer(await request.runtime.administration.ledger(key, place(cursor), asked), asked)


overview = Router(
    "/api/admin",
    route_handlers=[get_overview, list_webhooks, test_webhook, get_ledger],
    before_request=require_admin,
    security=ADMIN_KEY,
    tags=["Admin overview"],
)
