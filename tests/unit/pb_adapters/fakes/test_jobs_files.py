import io
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.jobs import FAULTS, LATE_FETCHES, PRIVATE, Upload, UploadStore, form_of

ORDER = {"model": "nano-banana-2-1", "input": {"prompt": "Two boxes.", "output_format": "png"}}
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
    shelf, upload = UploadStore(), Upload("a.png", "image/png", b"1")
    first, second = (shelf.keep(upload, "http://x/up") for _ in range(2))
    assert first != second
    assert shelf.at(first) == shelf.at(second) == upload
    shelf.clear()
    assert shelf.at(first) is None


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
