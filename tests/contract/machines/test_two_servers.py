"""Two servers on one database behave as one: whichever a proxy asks, limits, sessions and answers are the same."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import anyio
import httpx
import pytest

from pb_adapters.server_state.postgres.outages import PostgresOutages
from pb_adapters.storage.postgres.migrations import migrate
from pb_core.application.assembly import Options
from pb_core.domain.billing import KeyChange
from pb_core.domain.rates import Rate
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.testing.memory.pdf_files import write_pdf
from pb_http.runtime import SIGN_INS
from support.postgres import own_server
from support.site import BODY
from support.two_servers import ADMIN_KEY, Two, two_servers

PDF = write_pdf(["one", "two", "three"])


async def together(count: int, ask: Callable[[int], Awaitable[httpx.Response]]) -> list[httpx.Response]:
    """The answers to requests that are sent at the same moment, in no order."""
    answers: list[httpx.Response] = []

    async def one(number: int) -> None:
        answers.append(await ask(number))

    async with anyio.create_task_group() as group:
        for number in range(count):
            group.start_soon(one, number)
    return answers


def api_of(two: Two, number: int) -> httpx.AsyncClient:
    """The one or the other."""
    return (two.here, two.there)[number % 2].api


async def test_who_signs_in_at_one_is_signed_in_at_the_other_until_signing_out_at_either(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        browser = two.browser
        assert (await browser.get(0, "/admin/keys")).status_code == 303
        assert (await browser.sign_in(0, "admin", ADMIN_KEY)).status_code == 303
        assert (await browser.get(1, "/admin/keys")).status_code == 200
        token = await browser.field(1, "/admin/keys/new", "csrf")
        stolen = dict(browser.cookies)
        out = await browser.post(1, "/admin/sign-out", data={"csrf": token})
        assert out.status_code == 303
        browser.cookies = stolen
        assert (await browser.get(0, "/admin/keys")).headers["location"].startswith("/admin/sign-in")
        assert (await browser.get(1, "/admin/keys")).headers["location"].startswith("/admin/sign-in")


async def test_a_form_of_one_is_taken_by_the_other_and_none_of_another_session(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        browser = two.browser
        await browser.sign_in(0, "admin", ADMIN_KEY)
        old = await browser.field(0, "/admin/keys/new", "csrf")
        await browser.sign_in(1, "admin", ADMIN_KEY)  # a name of its own; the one before ends
        new = await browser.field(0, "/admin/keys/new", "csrf")
        assert new != old
        for server in (0, 1):
            refused = await browser.post(server, "/admin/keys/new", data={"csrf": old, "name": "x"})
            assert refused.status_code == 403
        (key,) = await two.here.core.keyring.list()
        changed = await browser.post(1, f"/admin/keys/{key.id}/active", data={"csrf": new, "active": "no"})
        assert changed.status_code == 303
        assert "The key is disabled" in (await browser.get(0, f"/admin/keys/{key.id}")).text
        assert "The key is disabled" not in (await browser.get(1, f"/admin/keys/{key.id}")).text  # told once


async def test_a_forged_or_chosen_cookie_is_nobody_at_both(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        browser = two.browser
        browser.cookies["pb_operator"] = "chosen-by-somebody-else"
        for server in (0, 1):
            assert (await browser.get(server, "/admin/keys")).status_code == 303
        await browser.sign_in(0, "admin", ADMIN_KEY)
        assert browser.cookies["pb_operator"] != "chosen-by-somebody-else"
        browser.cookies["pb_operator"] = "chosen-by-somebody-else"
        assert (await browser.get(1, "/admin/keys")).status_code == 303


async def test_a_form_that_makes_a_key_makes_one_however_often_and_wherever_it_is_sent(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        browser = two.browser
        await browser.sign_in(0, "admin", ADMIN_KEY)
        fields = {name: await browser.field(0, "/admin/keys/new", name) for name in ("csrf", "once")} | {"name": "one"}
        answers = await together(6, lambda number: browser.post(number % 2, "/admin/keys/new", data=fields))
        assert {answer.status_code for answer in answers} == {303}
        _, made = await two.there.core.keyring.list()
        assert {answer.headers["location"] for answer in answers} <= {f"/admin/keys/{made.id}", "/admin/keys"}
        page = await browser.get(1, f"/admin/keys/{made.id}")
        assert "The new key" in page.text
        assert "The new key" not in (await browser.get(0, f"/admin/keys/{made.id}")).text


async def test_ten_requests_of_a_key_are_ten_wherever_they_go(tmp_path: Path) -> None:
    async with two_servers(tmp_path, rate_by_key=Rate(10, 3_600)) as two:
        answers = await together(11, lambda number: api_of(two, number).get("/api/key"))
        assert sorted(answer.status_code for answer in answers) == [200] * 10 + [429]
        left = sorted(answer.headers["ratelimit"].split(";")[1] for answer in answers)
        assert left == ["r=0", "r=0", *(f"r={number}" for number in range(1, 10))]
        for number in (0, 1):
            refused = await api_of(two, number).get("/api/key")
            assert refused.status_code == 429
            assert 300 < int(refused.headers["retry-after"]) <= 360


async def test_ten_requests_of_an_address_are_ten_wherever_they_go(tmp_path: Path) -> None:
    async with two_servers(tmp_path, rate_by_address=Rate(10, 3_600)) as two:
        answers = await together(11, lambda number: api_of(two, number).get("/nothing"))
        assert sorted(answer.status_code for answer in answers) == [404] * 10 + [429]


async def test_attempts_to_sign_in_are_counted_together(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        for number in range(SIGN_INS.limit):
            assert (await two.browser.sign_in(number % 2, "admin", "guess")).status_code == 401
        for server in (0, 1):
            assert (await two.browser.sign_in(server, "admin", ADMIN_KEY)).status_code == 429


async def test_a_key_that_is_disabled_at_one_is_refused_by_the_other_at_once(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        await two.browser.sign_in(1, "studio", two.key)
        assert (await two.browser.get(1, "/studio")).status_code == 200
        assert (await two.there.api.post("/api/generate", json=BODY)).status_code == 202
        (key,) = await two.here.core.keyring.list()
        await two.here.core.keyring.change(key.id, KeyChange(active=False))
        assert (await two.there.api.post("/api/generate", json=BODY)).status_code == 403
        assert (await two.browser.get(1, "/studio")).status_code == 303
        await two.here.core.keyring.remove(key.id)
        assert (await two.there.api.get("/api/key")).status_code == 401


async def test_one_idempotency_key_makes_one_task_and_one_charge(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        headers = {"Idempotency-Key": "the same"}
        answers = await together(
            8, lambda number: api_of(two, number).post("/api/generate", json=BODY, headers=headers)
        )
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.json()["task_id"] for answer in answers}) == 1
        (key,) = await two.there.core.keyring.list()
        assert (key.quota_remaining, key.total_used) == (9, 1)
        assert [entry.amount for entry in await two.here.storage.ledger(key.id)] == [10, -1]


async def test_a_quota_is_not_oversold(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        answers = await together(14, lambda number: api_of(two, number).post("/api/generate", json=BODY))
        assert sorted(answer.status_code for answer in answers) == [202] * 10 + [403] * 4
        (key,) = await two.here.core.keyring.list()
        assert key.quota_remaining == 0


async def test_a_queue_holds_as_many_as_it_may(tmp_path: Path) -> None:
    async with two_servers(tmp_path, Options(most_queued=3)) as two:
        answers = await together(8, lambda number: api_of(two, number).post("/api/generate", json=BODY))
        assert sorted(answer.status_code for answer in answers) == [202] * 3 + [429] * 5


async def test_a_file_that_one_has_is_shown_and_sent_by_the_other(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        browser, form = two.browser, "/studio/new/pdf"
        await browser.sign_in(0, "studio", two.key)
        csrf = await browser.field(0, form, "csrf")
        chosen = await browser.post(
            0, form, data={"csrf": csrf, "action": "preview"}, files={"file": ("a.pdf", PDF, "application/pdf")}
        )
        assert chosen.status_code == 200
        token = chosen.text.partition('name="upload" value="')[2].partition('"')[0]
        page = await browser.get(1, f"/studio/uploads/{token}/pages/2")
        assert page.content[:4] == b"\x89PNG"
        fields = {"csrf": csrf, "upload": token, "page": "2", "caption": "Figure 1"}
        sent = await browser.post(1, form, data=fields, files={"file": ("", b"")})
        assert sent.status_code == 303
        shown = await browser.get(0, f"{sent.headers['location']}/paper.pdf")
        assert shown.content == PDF


async def test_a_task_that_ends_at_one_is_told_of_by_the_other(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        task_id = (await two.here.api.post("/api/generate", json=BODY)).json()["task_id"]
        told: list[str] = []

        async def watch() -> None:
            (key,) = await two.there.core.keyring.list()
            async for event in two.there.core.service.events(key, task_id):
                told.append("still there" if event is None else event.task.status.value)  # noqa: PERF401 - as it comes

        async with anyio.create_task_group() as group:
            group.start_soon(watch)
            with anyio.fail_after(30):
                while not told:  # noqa: ASYNC110 - until it watches
                    await anyio.sleep(0.01)
            now = two.here.core.service._clock.now()
            claimed = await two.here.storage.claim_task(now, timedelta(minutes=1), "token")
            assert claimed is not None
            await two.here.storage.finish_task(claimed.lease, Outcome(result=TaskResult(description="Done.")), now)
            await two.here.core.service._wakeups.notify(f"task:{task_id}")
        assert told[-1] == "completed"
        answers = [(await api_of(two, number).get(f"/api/tasks/{task_id}")) for number in (0, 1)]
        assert json.loads(answers[0].content) == json.loads(answers[1].content)
        assert answers[0].headers["etag"] == answers[1].headers["etag"]


@pytest.mark.parametrize("page", ["/admin/keys", "/admin/system", "/admin/history", "/admin/webhooks"])
async def test_pages_of_the_operator_say_the_same(tmp_path: Path, page: str) -> None:
    async with two_servers(tmp_path) as two:
        await two.here.api.post("/api/generate", json=BODY)
        await two.browser.sign_in(0, "admin", ADMIN_KEY)
        first, second = [await two.browser.get(server, page) for server in (0, 1)]
        assert first.status_code == 200
        assert first.text == second.text


async def test_what_a_worker_leaves_alone_is_shown_by_a_server_that_has_none(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as two:
        await two.browser.sign_in(0, "admin", ADMIN_KEY)
        assert "left alone" not in (await two.browser.get(0, "/admin")).text
        for worker in ("one", "two"):
            await PostgresOutages(two.there.storage.pool).tell(worker, ["kie_imagen"])
        page = (await two.browser.get(0, "/admin")).text
        assert "<strong>kie_imagen</strong>: left alone by 2 programs for a while" in page


async def test_a_crash_of_the_database_lets_nobody_in_and_signs_nobody_out(tmp_path: Path) -> None:
    with own_server() as server:
        await migrate(server.url())
        async with two_servers(tmp_path, url=server.url(), rate_by_key=Rate(2, 3_600)) as two:
            await two.browser.sign_in(0, "admin", ADMIN_KEY)
            for number in (0, 1):
                assert (await api_of(two, number).get("/api/key")).status_code == 200
            assert (await two.here.api.get("/api/key")).status_code == 429
            server.stop()
            for answer in (await two.there.api.get("/api/key"), await two.browser.get(1, "/admin/keys")):
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert (await two.there.api.get("/api/health")).status_code == 200
            server.start()
            with anyio.fail_after(60):
                while (await two.browser.get(1, "/admin/keys")).status_code == 503:  # noqa: ASYNC110 - until it is back
                    await anyio.sleep(0.1)
            assert (await two.browser.get(0, "/admin/keys")).status_code == 200
            assert (
                (await two.there.api.get("/api/key")).headers["ratelimit"].startswith('"key";r=1;')
            )  # counts are gone
