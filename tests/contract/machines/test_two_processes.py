"""Two ``pb serve`` on one database and one folder, asked by turns, as a proxy asks those behind it."""

import platform
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from served import ADMIN_KEY, PbServer, serving
from support.postgres import shared_server

BODY = {
    "source_context": "The encoder maps tokens to vectors. The decoder reads the vectors and writes a summary.",
    "caption": "Figure 1: The summariser",
}
LIMIT = 10
SITE = {"Host": "pb.test", "Origin": "http://pb.test", "Sec-Fetch-Site": "same-origin"}
"""What a browser sends by a proxy that keeps the header ``Host``."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PbServer, PbServer]]:
    """Both, which stop on SIGTERM with exit code 0."""
    folder = tmp_path_factory.mktemp("common")
    settings = {"RATE_LIMIT": f"{LIMIT}/hour", "QUEUE_LIMIT": "5"}
    with (
        shared_server().own_database("template0") as url,
        serving(folder, DATABASE_URL=url, **settings) as here,
        serving(folder, DATABASE_URL=url, **settings) as there,
    ):
        yield here, there


def ask(server: PbServer, key: str, path: str, body: object = None, **headers: str) -> httpx.Response:
    """The answer of one of them; with a body it is posted."""
    sent = {"Host": SITE["Host"], **headers}
    with server.client(key) as client:
        return client.get(path, headers=sent) if body is None else client.post(path, json=body, headers=sent)


def sign_in(server: PbServer) -> dict[str, str]:
    """The cookie of an operator who signs in at one of them."""
    answer = httpx.post(f"{server.url}/admin/sign-in", headers=SITE, data={"key": ADMIN_KEY})
    assert answer.status_code == 303
    return {"Cookie": f"pb_operator={answer.cookies['pb_operator']}"}


def csrf_of(server: PbServer, cookies: dict[str, str]) -> str:
    """What the forms of a page carry."""
    page = httpx.get(f"{server.url}/admin/keys/new", headers=SITE | cookies)
    assert page.status_code == 200
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token is not None
    return token[1]


def together(count: int, ask: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """The answers to requests that are sent at the same moment."""
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(ask, range(count)))


def test_who_signs_in_at_one_opens_a_page_of_the_other_and_signs_out_of_both(pair: tuple[PbServer, PbServer]) -> None:
    here, there = pair
    cookies = sign_in(here)
    token = csrf_of(there, cookies)
    out = httpx.post(f"{there.url}/admin/sign-out", headers=SITE | cookies, data={"csrf": token})
    assert out.status_code == 303
    for server in pair:
        assert httpx.get(f"{server.url}/admin/keys", headers=SITE | cookies).status_code == 303


def test_of_eleven_requests_at_the_same_moment_one_is_refused(pair: tuple[PbServer, PbServer]) -> None:
    key = pair[0].new_key()
    answers = together(LIMIT + 1, lambda number: ask(pair[number % 2], key, "/api/key"))
    assert sorted(answer.status_code for answer in answers) == [200] * LIMIT + [429]


def test_a_key_that_is_disabled_at_one_is_refused_by_the_other(pair: tuple[PbServer, PbServer]) -> None:
    here, there = pair
    key = here.new_key()
    assert ask(there, key, "/api/key").status_code == 200
    with here.admin as admin:
        (entry,) = [one for one in admin.get("/api/admin/keys").json() if one["key"].startswith(key[:9])]
        assert admin.patch(f"/api/admin/keys/{entry['id']}", json={"active": False}).status_code == 200
    assert ask(there, key, "/api/key").status_code == 403


def test_one_idempotency_key_makes_one_task_and_one_charge(pair: tuple[PbServer, PbServer]) -> None:
    key = pair[1].new_key(quota=5)
    answers = together(
        4, lambda number: ask(pair[number % 2], key, "/api/generate", BODY, **{"Idempotency-Key": "the same"})
    )
    assert {answer.status_code for answer in answers} == {202}
    (task_id,) = {answer.json()["task_id"] for answer in answers}
    assert [ask(server, key, "/api/key").json()["quota_remaining"] for server in pair] == [4, 4]
    waited = ask(pair[1], key, f"/api/tasks/{task_id}", Prefer="wait=60")
    assert waited.json()["status"] == "completed"
    again = ask(pair[0], key, f"/api/tasks/{task_id}")
    assert (again.json(), again.headers["etag"]) == (waited.json(), waited.headers["etag"])


def test_a_task_of_one_is_followed_at_the_other_to_its_end(pair: tuple[PbServer, PbServer]) -> None:
    here, there = pair
    key = here.new_key()
    task_id = ask(here, key, "/api/generate", BODY).json()["task_id"]
    with there.client(key) as client, client.stream("GET", f"/api/tasks/{task_id}/events") as stream:
        told = [line for line in stream.iter_lines() if line.startswith(("event:", "data:"))]
    assert "completed" in told[-1]
    assert len(told) > 2


def test_both_tell_the_operator_the_same(pair: tuple[PbServer, PbServer]) -> None:
    key = pair[0].new_key()
    task_id = ask(pair[1], key, "/api/generate", BODY).json()["task_id"]
    assert ask(pair[0], key, f"/api/tasks/{task_id}", Prefer="wait=60").json()["status"] == "completed"
    for path in ("/api/admin/history", "/api/admin/webhooks", "/api/admin/keys", "/api/admin/overview"):
        told = [ask(server, ADMIN_KEY, path).json() for server in pair]
        for document in told:
            if isinstance(document, dict):
                document.pop("now", None)
                document.pop("since", None)
        assert told[0] == told[1], path
    assert task_id in ask(pair[1], ADMIN_KEY, "/api/admin/history").text


def test_what_is_open_is_told_alike_and_answers_are_counted_by_who_gave_them(pair: tuple[PbServer, PbServer]) -> None:
    texts = [ask(server, ADMIN_KEY, "/metrics").text for server in pair]
    for gauge in ("webhooks", "failing_receivers"):
        first, second = [re.findall(rf"^paperbanana_{gauge}[{{ ].*$", text, re.MULTILINE) for text in texts]
        assert first
        assert first == second
    ask(pair[0], ADMIN_KEY, "/metrics")
    counted = []
    for server in pair:
        text = ask(server, ADMIN_KEY, "/metrics").text
        (line,) = re.findall(r'^paperbanana_http_answers_total\{.*route="/metrics".*$', text, re.MULTILINE)
        counted.append(float(line.rpartition(" ")[2]))
    assert counted == [2.0, 1.0]


def test_a_check_that_one_runs_is_shown_by_the_other(pair: tuple[PbServer, PbServer]) -> None:
    here, there = pair
    cookies = sign_in(here)
    token = csrf_of(here, cookies)
    begun = httpx.post(f"{here.url}/admin/system/doctor", headers=SITE | cookies, data={"csrf": token})
    assert begun.status_code == 303
    shown = httpx.get(f"{there.url}/admin/system", headers=SITE | cookies).text
    assert re.search(rf"Under way since .* on {re.escape(platform.node())}", shown)
    for _ in range(600):
        if "Under way since" not in (shown := httpx.get(f"{there.url}/admin/system", headers=SITE | cookies).text):
            break
        time.sleep(0.2)
    assert re.search(rf"Run at .*, on {re.escape(platform.node())}", shown)
    assert "did not report" not in shown
