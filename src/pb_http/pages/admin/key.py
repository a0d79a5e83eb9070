"""``/admin/keys/{key_id}``: one API key, what may be changed of it, and what it was used for."""

from collections.abc import Mapping
from datetime import UTC, datetime

from litestar import Response, Router, get, post
from litestar.params import FromPath

from pb_core.domain.billing import ApiKey, KeyChange
from pb_core.errors import InvalidRequest
from pb_http.pages.access import note_of, posted, told
from pb_http.pages.admin.key_forms import Refused, change_of, refusal, shown, state_of
from pb_http.pages.charts import bars, by_day
from pb_http.pages.forms import Form
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest


@get("/")
async def key_page(request: ApiRequest, key_id: FromPath[str]) -> Response[str]:
    """Show a key; right after it was made with its full value, which is not kept for another time."""
    key = await request.runtime.keyring.find(key_id)
    return await _shown(request, key, full=await note_of(request, f"key {key.id}"))


@post("/change", status_code=200)
async def change_key(request: ApiRequest, key_id: FromPath[str]) -> Response[str] | Response[None]:
    """Change quota, turns and receiver."""
    form, keyring = await posted(request), request.runtime.keyring
    key = await keyring.find(key_id)
    try:
        await keyring.change(key.id, change_of(form, key))
    except Refused as refused:
        return await _shown(request, key, form, refused.at)
    except InvalidRequest as error:
        return await _shown(request, key, form, refusal(error))
    return await told(request, "The key was changed", _address(key))


@post("/active", status_code=200)
async def switch_key(request: ApiRequest, key_id: FromPath[str]) -> Response[None]:
    """Disable a key, or enable it again."""
    form = await posted(request)
    active = form.text("active") == "yes"
    key = await request.runtime.keyring.change(key_id, KeyChange(active=active))
    return await told(request, "The key is active" if active else "The key is disabled", _address(key))


@post("/secret", status_code=200)
async def change_secret(request: ApiRequest, key_id: FromPath[str]) -> Response[str] | Response[None]:
    """Set, rotate or remove the secret that signs webhooks."""
    form, keyring = await posted(request), request.runtime.keyring
    key = await keyring.find(key_id)
    try:
        sentence = await _with_secret(request, key, form.text("do"), form.text("webhook_secret"))
    except InvalidRequest as error:
        return await _shown(request, key, wrong=refusal(error))
    return await told(request, sentence, f"{_address(key)}#secret")


@post("/delete", status_code=200)
async def delete_key(request: ApiRequest, key_id: FromPath[str]) -> Response[str] | Response[None]:
    """Delete a key with its tasks and pictures, for good, once its visible start was typed."""
    form, runtime = await posted(request), request.runtime
    key = await runtime.keyring.find(key_id)
    if form.text("confirm") != key.prefix:
        return await _shown(request, key, wrong={"form": f"Not deleted: type {key.prefix} to confirm"})
    removed = await runtime.keyring.remove(key.id)
    runtime.answers.forget(removed.id)
    await runtime.state.sessions.end_all(removed.id)
    await runtime.state.uploads.forget(removed.id)
    return await told(request, f"The key {removed.name} was deleted", "/admin/keys")


async def _with_secret(request: ApiRequest, key: ApiKey, wish: str, secret: str) -> str:
    """Do what a form of the secret wishes, and say what was done; raises ``InvalidRequest``."""
    keyring = request.runtime.keyring
    match wish:
        case "set" if secret:
            await keyring.change(key.id, KeyChange(webhook_secret=secret))
            return "The secret was set: it signs every webhook from now on"
        case "remove":
            await keyring.change(key.id, KeyChange(webhook_secret=None))
            return "The secret was removed: webhooks are not signed any more"
        case "rotate":
            await keyring.begin_rotation(key.id, secret)
            return "Both secrets sign until the rotation is completed or abandoned"
        case "complete":
            await keyring.complete_rotation(key.id)
            return "The new secret alone signs from now on"
        case "abandon":
            await keyring.abandon_rotation(key.id)
            return "The new secret is forgotten: the old one alone signs as before"
    raise InvalidRequest("webhook_secret is empty: type one")


def _address(key: ApiKey) -> str:
    return f"/admin/keys/{key.id}"


async def _shown(
    request: ApiRequest, key: ApiKey, form: Form | None = None, wrong: Mapping[str, str] | None = None, full: str = ""
) -> Response[str]:
    """The page of a key; of a form that was refused with what was typed, and what is wrong with it."""
    keyring, now = request.runtime.keyring, shown(key)
    usage = await keyring.usage(key)
    typed = now if form is None else {name: form.text(name) for name in now}
    return await page(
        request,
        "admin/key.html",
        status=422 if wrong else 200,
        key=key,
        state=state_of(key),
        spent=await keyring.spent(key),
        usage=usage,
        chart=bars(by_day((line.created_at for line in usage), datetime.now(UTC).date())),
        full=full,
        now_shown=now,
        typed=typed,
        wrong=wrong or {},
    )


KEY = Router("/keys/{key_id:str}", route_handlers=[key_page, change_key, switch_key, change_secret, delete_key])
