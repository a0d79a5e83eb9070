"""``/admin/keys/{key_id}/ledger``: every unit that an API key was given or charged."""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from pb_http.history_query import place
from pb_http.pages.rendering import page
from pb_http.request import ApiRequest


@get("/keys/{key_id:str}/ledger")
async def ledger(request: ApiRequest, key_id: FromPath[str], cursor: FromQuery[str] = "") -> Response[str]:
    """List the entries of a key's ledger, the last booked first."""
    runtime = request.runtime
    key = await runtime.keyring.find(key_id)
    found = await runtime.administration.ledger(key.id, place(cursor))
    address = f"/admin/keys/{key.id}/ledger"
    return await page(
        request,
        "admin/ledger.html",
        key=key,
        entries=found.entries,
        first=address if cursor else "",
        older="" if found.next is None else f"{address}?cursor={found.next}",
    )
