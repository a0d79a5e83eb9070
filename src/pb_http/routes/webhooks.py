"""Webhooks, what became of them and sending them again: of a task for its key, of any for the administrator."""

from typing import Annotated

from litestar import Router, get, post
from litestar.params import PathParameter

from pb_http.auth import require_admin, require_api_key
from pb_http.openapi.operations import ADMIN_KEY, API_KEY, ApiOperation, problems
from pb_http.openapi.parameters import TASK_ID
from pb_http.request import ApiRequest
from pb_http.webhook_schemas import WebhookAnswer, webhook_answer

TaskId = Annotated[str, TASK_ID]
WebhookId = Annotated[str, PathParameter(description="The webhook's id, or its task's.")]


@get(
    "/",
    operation_id="getTaskWebhook",
    response_description="The webhook with its attempts",
    operation_class=ApiOperation,
    summary="See what became of a task's webhook",
    responses=problems(404),
)
async def get_task_webhook(request: ApiRequest, task_id: TaskId) -> WebhookAnswer:
    """Tell of the webhook of a task that has ended."""
    service = request.runtime.service
    return webhook_answer(await service.webhooks.of_task(await service.task(request.api_key, task_id)))


@post(
    "/redeliver",
    status_code=202,
    operation_id="redeliverTaskWebhook",
    response_description="The webhook, which is sent again",
    operation_class=ApiOperation,
    summary="Send a task's webhook again",
    responses=problems(404),
)
async def redeliver_task_webhook(request: ApiRequest, task_id: TaskId) -> WebhookAnswer:
    """Send the webhook of a task once more, with all its retries, whatever became of it; nothing is charged."""
    service = request.runtime.service
    delivery = await service.webhooks.of_task(await service.task(request.api_key, task_id))
    return webhook_answer(await service.webhooks.redeliver(delivery))


@get(
    "/",
    operation_id="getWebhook",
    response_description="The webhook with its attempts",
    operation_class=ApiOperation,
    summary="See what became of a webhook",
    responses=problems(404),
)
async def get_webhook(request: ApiRequest, webhook_id: WebhookId) -> WebhookAnswer:
    """Tell of a webhook of any key."""
    return webhook_answer(await request.runtime.service.webhooks.find(webhook_id))


@post(
    "/redeliver",
    status_code=202,
    operation_id="redeliverWebhook",
    response_description="The webhook, which is sent again",
    operation_class=ApiOperation,
    summary="Send a webhook again",
    responses=problems(404),
)
async def redeliver_webhook(request: ApiRequest, webhook_id: WebhookId) -> WebhookAnswer:
    """Send a webhook of any key once more, with all its retries, whatever became of it."""
    webhooks = request.runtime.service.webhooks
    return webhook_answer(await webhooks.redeliver(await webhooks.find(webhook_id)))


WEBHOOKS = (
    Router(
        "/api/tasks/{task_id:str}/webhook",
        route_handlers=[get_task_webhook, redeliver_task_webhook],
        before_request=require_api_key,
        security=API_KEY,
        tags=["Tasks"],
    ),
    Router(
        "/api/admin/webhooks/{webhook_id:str}",
        route_handlers=[get_webhook, redeliver_webhook],
        before_request=require_admin,
        security=ADMIN_KEY,
        tags=["Admin webhooks"],
    ),
)
