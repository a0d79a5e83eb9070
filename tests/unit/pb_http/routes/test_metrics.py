import httpx

from pb_http.runtime import Runtime
from support.site import Site, site_in_memory


async def shown(runtime: Runtime) -> bytes:
    return f"answered {sum(runtime.answered.values())}".encode()


async def test_metrics_need_the_admin_key() -> None:
    async with site_in_memory(metrics=shown) as site:
        refused = await site.http.get("/metrics")
        site.http.headers["Authorization"] = "Bearer adm"
        answer = await site.http.get("/metrics")

    assert refused.status_code == 401
    assert (answer.status_code, answer.text) == (200, "answered 1")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"


async def test_without_metrics_there_is_nothing(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/metrics")).status_code == 404


async def test_answers_are_counted_by_template_and_strangers_together(site: Site) -> None:
    runtime: Runtime = site.http._transport.app.state["runtime"]  # type: ignore[attr-defined]  # what ASGITransport has
    await site.http.get("/api/tasks/a")
    await site.http.get("/api/tasks/b")
    await site.http.get("/no/such/address")

    assert runtime.answered == {("GET", "/api/tasks/{task_id}", 404): 2, ("GET", "", 404): 1}
