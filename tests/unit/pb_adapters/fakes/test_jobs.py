import io
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.apimart.routes import Apimart
from pb_adapters.fakes.control import KEY, FakeProviders
from pb_adapters.fakes.exchange import Answer, Received
from pb_adapters.fakes.jobs import FAULTS, LATE_FETCHES, LOOK_FAULTS, PRIVATE, Upload, UploadStore, form_of
from pb_adapters.fakes.kie.routes import Kie
from pb_adapters.fakes.prompt_parser import Question, latency_of

ORDER = {"model": "nano-banana-2-1", "input": {"prompt": "Two boxes.", "output_format": "png"}}


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Client:
    """Asks a Kie fake without a server."""

    def __init__(self, fakes: FakeProviders) -> None:
        self.fakes = fakes

    async def ask(self, method: str, path: str, body: object = None, **query: str) -> Answer:
        headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
        sent = json.dumps(body).encode() if body else b""
        request = Received(
            method=method, path=f"/kie{path}", origin="http://fakes", query=query, headers=headers, body=sent
        )
        return await self.fakes.respond(request)

    async def order(self) -> str:
        answer = await self.ask("POST", "/api/v1/jobs/createTask", ORDER)
        return str(json.loads(answer.body)["data"]["taskId"])

    async def look(self, job: str) -> dict[str, Any]:
        answer = await self.ask("GET", "/api/v1/jobs/recordInfo", taskId=job)
        found: dict[str, Any] = json.loads(answer.body)
        return found


async def test_a_job_takes_the_latency_and_its_order_none() -> None:
    clock = Clock()
    client = Client(FakeProviders(latency=latency_of(10), routes=[Kie(now=clock)]))
    answer = await client.ask("POST", "/api/v1/jobs/createTask", ORDER)
    assert answer.delivery.delay == 0
    job = json.loads(answer.body)["data"]["taskId"]
    states = []
    for seconds in (0, 1.9, 0.2, 7.8, 0.2):
        clock.now += seconds
        states.append((await client.look(job))["data"]["state"])
    assert states == ["waiting", "waiting", "generating", "generating", "success"]


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("pending", ["waiting", "generating", "generating", "success"]),
        ("odd-states", ["queuing", "polishing", "polishing", "success"]),
        ("fails-late", ["waiting", "generating", "generating", "fail"]),
        ("fails-internal", ["fail"]),
        ("never-ends", ["waiting", *["generating"] * 8]),
    ],
)
async def test_the_course_of_a_job_is_settled_by_its_order(fault: str, states: list[str]) -> None:
    client = Client(FakeProviders())
    client.fakes.script("kie", fault)
    job, other = await client.order(), await client.order()
    assert [(await client.look(job))["data"]["state"] for _ in states] == states
    assert (await client.look(other))["data"]["state"] == "success"


async def test_an_abandoned_job_is_billed_and_a_failed_one_is_not() -> None:
    client = Client(FakeProviders())
    client.fakes.script("kie", "fails-late", call=2)
    await client.order()
    await client.order()
    assert [call.billed for call in client.fakes.calls("kie")] == [True, False]


async def test_looks_are_neither_asked_nor_repeated() -> None:
    client = Client(FakeProviders())
    job = await client.order()
    for _ in range(3):
        await client.look(job)
    counts = client.fakes.counts("kie")
    assert (counts.calls, counts.asked, counts.repeats, counts.roles) == (4, 1, 0, {"painter": 1})
    assert [call.endpoint for call in client.fakes.calls("kie")] == ["create", *["poll"] * 3]


async def test_a_fault_without_an_endpoint_leaves_looks_alone() -> None:
    client = Client(FakeProviders())
    job = await client.order()
    client.fakes.script("kie", "throttled")
    assert (await client.look(job))["code"] == 200
    client.fakes.script("kie", "throttled", endpoint="poll")
    assert [(await client.look(job))["code"] for _ in range(2)] == [429, 200]
    answer = await client.ask("POST", "/api/v1/jobs/createTask", ORDER)
    assert json.loads(answer.body)["code"] == 429


async def test_a_reset_forgets_jobs() -> None:
    client = Client(FakeProviders())
    job = await client.order()
    client.fakes.reset()
    assert (await client.look(job))["code"] == 422


async def test_both_providers_by_jobs_share_their_faults() -> None:
    assert set(LOOK_FAULTS) <= set(Kie().faults) & set(Apimart().faults)


@pytest.mark.parametrize("fault", ["poll-hang-up", "poll-cut"])
def test_looks_are_lost_and_the_job_goes_on(kie: httpx.Client, fake_providers: FakeProviders, fault: str) -> None:
    job = kie.post("/api/v1/jobs/createTask", json=ORDER).json()["data"]["taskId"]
    fake_providers.script("kie", fault)
    with pytest.raises(httpx.RemoteProtocolError):
        kie.get("/api/v1/jobs/recordInfo", params={"taskId": job})
    assert kie.get("/api/v1/jobs/recordInfo", params={"taskId": job}).json()["data"]["state"] == "success"
    assert fake_providers.counts("kie").bills == 1


def test_a_lost_order_is_billed_and_its_job_goes_on(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "hang-up")
    with pytest.raises(httpx.RemoteProtocolError):
        kie.post("/api/v1/jobs/createTask", json=ORDER)
    assert fake_providers.counts("kie").bills == 1


@pytest.mark.parametrize(
    ("fault", "form", "size"),
    [
        ("picture-wrong-ratio", "PNG", (1024, 512)),
        ("picture-too-small", "PNG", (512, 512)),
        ("picture-jpeg", "JPEG", (1024, 1024)),
        ("picture-mislabelled", "JPEG", (1024, 1024)),
    ],
)
def test_faults_of_pictures_reach_the_file(
    kie: httpx.Client,
    browser: httpx.Client,
    fake_providers: FakeProviders,
    fault: str,
    form: str,
    size: tuple[int, int],
) -> None:
    fake_providers.script("kie", fault)
    job = kie.post("/api/v1/jobs/createTask", json=ORDER).json()["data"]["taskId"]
    image = Image.open(io.BytesIO(browser.get(f"/kie/files/{job}.png").content))
    assert (image.format, image.size) == (form, size)


def test_a_job_without_its_picture(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "picture-missing")
    job = kie.post("/api/v1/jobs/createTask", json=ORDER).json()["data"]["taskId"]
    record = kie.get("/api/v1/jobs/recordInfo", params={"taskId": job}).json()["data"]
    assert (record["state"], record["resultJson"]) == ("success", '{"resultUrls":[]}')
    assert browser.get(f"/kie/files/{job}.png").status_code == 404


def test_a_question_is_no_call_aside_by_default() -> None:
    assert not Question(endpoint="create", model="x").is_auxiliary


NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_. ", min_size=1, max_size=30)


def _ordered(kie: httpx.Client) -> str:
    return f"/kie/files/{kie.post('/api/v1/jobs/createTask', json=ORDER).json()['data']['taskId']}.png"


@given(data=st.binary(max_size=3000), name=NAMES, value=st.text(max_size=50), media_type=st.just("image/png"))
def test_forms_are_read_as_they_were_written(data: bytes, name: str, value: str, media_type: str) -> None:
    request = httpx.Request(
        "POST", "http://x/", data={"uploadPath": value}, files={"file": (f"a{name}.png", data, media_type)}
    )
    form = form_of(request.headers["content-type"], request.read())
    assert form is not None
    assert form.files == {"file": Upload(f"a{name}.png", media_type, data)}
    assert form.fields["uploadPath"] == value


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("", b""),
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nno blank line\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--\r\n"),
    ],
)
def test_what_is_no_form(content_type: str, body: bytes) -> None:
    assert form_of(content_type, body) is None


def test_a_path_in_a_file_name_is_dropped() -> None:
    request = httpx.Request("POST", "http://x/", files={"file": ("../../etc/passwd.png", b"1", "image/png")})
    form = form_of(request.headers["content-type"], request.read())
    assert form is not None
    assert form.files["file"].name == "passwd.png"


def test_a_shelf_gives_every_file_its_own_address() -> None:
    uploads, upload = UploadStore(), Upload("a.png", "image/png", b"1")
    first, second = (uploads.keep(upload, "http://x/up") for _ in range(2))
    assert first != second
    assert uploads.at(first) == uploads.at(second) == upload
    uploads.clear()
    assert uploads.at(first) is None


def test_a_picture_is_given_to_browsers(kie: httpx.Client, browser: httpx.Client) -> None:
    answer = browser.get(_ordered(kie))
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1024, 1024)


@pytest.mark.parametrize("agent", ["python-httpx/0.28", "Python-urllib/3.11", "aiohttp/3.9", "python-requests/2", ""])
def test_robots_are_turned_away(kie: httpx.Client, browser: httpx.Client, agent: str) -> None:
    answer = browser.get(_ordered(kie), headers={"User-Agent": agent})
    assert (answer.status_code, answer.text) == (403, "error code: 1010")


def test_a_key_at_the_host_of_files_is_noted(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    kie.get(_ordered(kie).removeprefix("/kie"), headers={"User-Agent": "Mozilla/5.0"})
    assert fake_providers.calls("kie")[-1].notes == ("the key was sent to the host of files",)


@pytest.mark.parametrize("name", ["0.png", "x", "%2e%2e%2fa.png", ".png"])
def test_what_was_never_painted_is_not_there(browser: httpx.Client, name: str) -> None:
    assert browser.get(f"/kie/files/{name}").status_code == 404
    assert browser.get(f"/apimart/up/0/{name}").status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "location"),
    [
        ("result-expired", 404, None),
        ("result-forbidden", 403, None),
        ("result-looping", 302, "?again"),
        ("result-to-private", 302, PRIVATE),
    ],
)
def test_faults_that_stay(
    kie: httpx.Client,
    browser: httpx.Client,
    fake_providers: FakeProviders,
    fault: str,
    status: int,
    location: str | None,
) -> None:
    fake_providers.script("kie", fault)
    address = _ordered(kie)
    answers = [browser.get(address) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {status}
    assert {answer.headers.get("location") for answer in answers} == {location}


def test_a_picture_that_comes_late(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "result-late")
    address = _ordered(kie)
    assert [browser.get(address).status_code for _ in range(LATE_FETCHES + 1)] == [404, 404, 200]


def test_a_picture_that_has_moved(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "result-moved")
    answer = browser.get(_ordered(kie), follow_redirects=True)
    assert (len(answer.history), answer.status_code) == (1, 200)


def test_a_picture_that_drips(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "result-drip")
    with browser.stream("GET", _ordered(kie)) as answer:
        assert next(answer.iter_raw()) == b"\x89"


def test_a_picture_that_never_ends(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    whole = len(browser.get(_ordered(kie)).content)
    fake_providers.script("kie", "result-endless")
    read = 0
    with browser.stream("GET", _ordered(kie)) as answer:
        for piece in answer.iter_raw():
            read += len(piece)
            if read > 3 * whole:
                break
    assert read > 3 * whole


def test_a_fetch_can_be_struck_by_name(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    address = _ordered(kie)
    fake_providers.script("kie", "html-502", endpoint="file")
    assert [browser.get(address).status_code for _ in range(2)] == [502, 200]


@pytest.mark.parametrize("provider", ["kie", "apimart"])
def test_both_hosts_share_their_faults(fake_providers: FakeProviders, provider: str) -> None:
    faults: Any = fake_providers.faults(provider)
    assert set(FAULTS) <= set(faults)
