"""Who may call: a Bearer API key, or the administrator's key; checked before any body is read.

These are ``before_request`` hooks rather than guards: Litestar copies the route handler for every guard it calls.
"""

import hmac
from typing import cast

from litestar.exceptions import HTTPException

from pb_core.errors import KeyUnknown
from pb_http.errors import AnyRequest
from pb_http.gate import count
from pb_http.request import ApiRequest, fields


async def require_api_key(request: AnyRequest) -> None:
    """Authenticate the caller and keep the key as the request's user.

    Raises ``KeyUnknown`` or ``KeyDisabled``, 429 where the key's rate is passed, ``StorageError`` where none can tell.
    """
    runtime = cast("ApiRequest", request).runtime
    key = await runtime.keyring.authenticate(bearer_token(request))
    request.scope["user"] = key
    if runtime.rate_by_key is not None:
        await count(request.scope, runtime, runtime.rate_by_key, "key", key.id)


async def require_admin(request: AnyRequest) -> None:
    """Compare with the administrator's key in constant time; 500 while none is configured."""
    admin_key = cast("ApiRequest", request).runtime.admin_key
    if not admin_key:
        raise HTTPException(
            status_code=500, detail="Admin endpoints are switched off: set PAPERBANANA_ADMIN_KEY and restart the server"
        )
    if not hmac.compare_digest(bearer_token(request).encode(), admin_key.encode()):
        raise KeyUnknown("Invalid admin key")


def bearer_token(request: AnyRequest) -> str:
    """The token of the one ``Authorization: Bearer`` header; raises ``KeyUnknown``."""
    values = fields(request.scope, b"authorization")
    if not values:
        raise KeyUnknown("The Authorization header is missing: send Authorization: Bearer followed by the key")
    if len(values) > 1:
        raise KeyUnknown("The Authorization header is given more than once")
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise KeyUnknown("The Authorization header must read: Bearer followed by the key")
    return token.strip()
