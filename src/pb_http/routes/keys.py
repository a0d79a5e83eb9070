"""``/api/admin/keys``: create, list, read, change and delete API keys, and rotate their webhook secrets."""

from typing import Annotated

from litestar import HttpMethod, Response, Router, delete, get, patch, post, route
from litestar.params import JSONBody, PathParameter
from msgspec import UNSET, UnsetType

from pb_core.domain.billing import KeyChange
from pb_http.auth import require_admin
from pb_http.openapi.operations import ADMIN_KEY, ApiOperation, problems
from pb_http.request import ApiRequest
from pb_http.schemas import (
    ChangeKeyBody,
    CreateKeyBody,
    KeyAnswer,
    KeyDetail,
    RotateSecretBody,
    key_answer,
    key_detail,
)

KeyValue = Annotated[str, PathParameter(description="The full API key value, or its id.")]


@post(
    operation_id="createKey",
    response_description="The new key",
    operation_class=ApiOperation,
    summary="Create an API key",
    responses=problems(422),
)
async def create_key(request: ApiRequest, data: JSONBody[CreateKeyBody]) -> KeyAnswer:
    """Create a key; its full value appears in this answer only."""
    keyring = request.runtime.keyring
    full, key = await keyring.create(data.name, data.quota, data.webhook_url, data.webhook_secret)
    return key_answer(key, full=full, warnings=request.warnings)


@get(
    operation_id="listKeys",
    response_description="All keys",
    operation_class=ApiOperation,
    summary="List API keys",
)
async def list_keys(request: ApiRequest) -> list[KeyAnswer]:
    """List all keys, oldest first."""
    return [key_answer(key) for key in await request.runtime.keyring.list()]


@get(
    "/{key:str}",
    operation_id="getKey",
    response_description="The key",
    operation_class=ApiOperation,
    summary="Get an API key's detail",
    responses=problems(404),
)
async def get_key(request: ApiRequest, key: KeyValue) -> KeyDetail:
    """Read a key and its newest accepted tasks."""
    found = await request.runtime.keyring.find(key)
    keyring = request.runtime.keyring
    return key_detail(found, await keyring.usage(found), await keyring.spent(found))


@patch(
    "/{key:str}",
    operation_id="updateKey",
    response_description="The updated key",
    operation_class=ApiOperation,
    summary="Update an API key",
    responses=problems(404, 422),
)
async def change_key(request: ApiRequest, key: KeyValue, data: JSONBody[ChangeKeyBody]) -> KeyAnswer:
    """Change the fields sent; an empty string removes a webhook field, a null quota makes the key unlimited."""
    change = KeyChange(
        quota_remaining=data.quota_remaining,
        quota_total=data.quota_total,
        active=UNSET if data.active is None else data.active,
        webhook_url=_cleared(data.webhook_url),
        webhook_secret=_cleared(data.webhook_secret),
        weight=UNSET if data.weight is None else data.weight,
    )
    return key_answer(await request.runtime.keyring.change(key, change), warnings=request.warnings)


@delete(
    "/{key:str}",
    operation_id="deleteKey",
    response_description="The key is gone",
    operation_class=ApiOperation,
    summary="Delete an API key",
    responses=problems(404),
)
async def delete_key(request: ApiRequest, key: KeyValue) -> None:
    """Delete a key with its usage log, tasks and pictures, for good."""
    removed = await request.runtime.keyring.remove(key)
    request.runtime.answers.forget(removed.id)
    await request.runtime.state.sessions.end_all(removed.id)
    await request.runtime.state.uploads.forget(removed.id)


@post(
    "/{key:str}/secret-rotation",
    status_code=200,
    operation_id="beginSecretRotation",
    response_description="The key, whose webhooks two secrets sign",
    operation_class=ApiOperation,
    summary="Begin to rotate a webhook secret",
    responses=problems(404, 422),
)
async def begin_rotation(request: ApiRequest, key: KeyValue, data: JSONBody[RotateSecretBody]) -> KeyAnswer:
    """Let a new secret sign beside the old one in webhook-signature; X-PaperBanana-Signature stays with the old one."""
    return key_answer(await request.runtime.keyring.begin_rotation(key, data.webhook_secret), warnings=request.warnings)


@post(
    "/{key:str}/secret-rotation/complete",
    status_code=200,
    operation_id="completeSecretRotation",
    response_description="The key, whose webhooks the new secret signs",
    operation_class=ApiOperation,
    summary="Complete the rotation of a webhook secret",
    responses=problems(404, 422),
)
async def complete_rotation(request: ApiRequest, key: KeyValue) -> KeyAnswer:
    """Forget the old secret: the new one alone signs from now on."""
    return key_answer(await request.runtime.keyring.complete_rotation(key))


@delete(
    "/{key:str}/secret-rotation",
    operation_id="abandonSecretRotation",
    response_description="The new secret is forgotten",
    operation_class=ApiOperation,
    summary="Abandon the rotation of a webhook secret",
    responses=problems(404, 422),
)
async def abandon_rotation(request: ApiRequest, key: KeyValue) -> None:
    """Forget the new secret: the old one alone signs as before."""
    await request.runtime.keyring.abandon_rotation(key)


@route(["/", "/{key:str}"], http_method=[HttpMethod.OPTIONS], status_code=204, include_in_schema=False)
async def allowed_methods(request: ApiRequest) -> Response[None]:
    """Name the methods; the framework's own answer, made when it meets the first handler, would miss the others."""
    methods = "GET, PATCH, DELETE, OPTIONS" if "key" in request.path_params else "GET, POST, OPTIONS"
    return Response(None, headers={"Allow": methods})


def _cleared(text: str | None) -> str | UnsetType | None:
    """What a webhook field means: absent stays, empty clears."""
    return UNSET if text is None else text or None


keys = Router(
    "/api/admin/keys",
    route_handlers=[
        allowed_methods,
        create_key,
        list_keys,
        get_key,
        change_key,
        delete_key,
        begin_rotation,
        complete_rotation,
        abandon_rotation,
    ],
    before_request=require_admin,
    security=ADMIN_KEY,
    tags=["Admin keys"],
)
