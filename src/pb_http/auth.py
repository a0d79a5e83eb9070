"""Who may call: a Bearer API key, or the administrator's key; checked before any body is read."""

import hmac

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler

from pb_core.errors import KeyUnknown
from pb_core.quota import ApiKey
from pb_http.runtime import Runtime

Connection = ASGIConnection[BaseRouteHandler, ApiKey, object, object]  # type: ignore[type-var]  # any State will do


async def require_api_key(connection: Connection, _: BaseRouteHandler) -> None:
    """Authenticate the caller and keep the key as the request's user; raises ``KeyUnknown`` or ``KeyDisabled``."""
    runtime: Runtime = connection.app.state["runtime"]
    connection.scope["user"] = await runtime.keyring.authenticate(bearer_token(connection))


async def require_admin(connection: Connection, _: BaseRouteHandler) -> None:
    """Compare with the administrator's key in constant time; 500 while none is configured."""
    runtime: Runtime = connection.app.state["runtime"]
    if not runtime.admin_key:
        raise HTTPException(
            status_code=500, detail="Admin endpoints are switched off: set PAPERBANANA_ADMIN_KEY and restart the server"
        )
    if not hmac.compare_digest(bearer_token(connection).encode(), runtime.admin_key.encode()):
        message = "Invalid admin key"
        raise KeyUnknown(message)


def bearer_token(connection: Connection) -> str:
    """The token of the one ``Authorization: Bearer`` header; raises ``KeyUnknown``."""
    values = connection.headers.getall("authorization", [])
    if not values:
        message = "The Authorization header is missing: send Authorization: Bearer followed by the key"
        raise KeyUnknown(message)
    if len(values) > 1:
        message = "The Authorization header is given more than once"
        raise KeyUnknown(message)
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        message = "The Authorization header must read: Bearer followed by the key"
        raise KeyUnknown(message)
    return token.strip()
