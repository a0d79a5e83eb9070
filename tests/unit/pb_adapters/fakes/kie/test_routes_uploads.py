import base64
from typing import Any

import httpx
import pytest

from pb_adapters.fakes.chat_completions import data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.pictures import paint

PICTURE = paint("a", "b", 64, 64)
BASE64, FORM, ADDRESS = (f"/upload/api/file-{kind}-upload" for kind in ("base64", "stream", "url"))


def _base64(kie: httpx.Client, **fields: object) -> dict[str, Any]:
    body = {"base64Data": data_url(PICTURE, "image/png"), "uploadPath": "images/x", "fileName": "r1.png"} | fields
    answer: dict[str, Any] = kie.post(BASE64, json=body).json()
    return answer


def test_by_base64(kie: httpx.Client, browser: httpx.Client, fake_providers: FakeProviders) -> None:
    answer = _base64(kie)
    assert (answer["success"], answer["code"], answer["msg"]) == (True, 200, "File uploaded successfully")
    data = answer["data"]
    url = data.pop("downloadUrl")
    assert data.pop("uploadedAt").endswith("Z")
    assert data == {
        "success": True,
        "fileName": "r1.png",
        "filePath": "kieai/77/images/x/r1.png",
        "fileSize": len(PICTURE),
        "mimeType": "image/png",
    }
    assert browser.get(url).content == PICTURE
    counts = fake_providers.counts("kie")
    assert (counts.bills, counts.asked) == (0, 0)


def test_by_plain_base64(kie: httpx.Client, browser: httpx.Client) -> None:
    data = _base64(kie, base64Data=base64.b64encode(PICTURE).decode())["data"]
    assert data["mimeType"] == "image/png"
    assert browser.get(data["downloadUrl"]).content == PICTURE


def test_by_form(kie: httpx.Client, browser: httpx.Client) -> None:
    form = {"uploadPath": "images", "fileName": "r2.png"}
    answer = kie.post(FORM, data=form, files={"file": ("a.png", PICTURE, "image/png")}).json()["data"]
    assert (answer["fileName"], answer["fileSize"]) == ("r2.png", len(PICTURE))
    assert browser.get(answer["downloadUrl"]).content == PICTURE


def test_by_address(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    body = {"fileUrl": "https://elsewhere/some/a.webp?x=1", "uploadPath": "images"}
    answer = kie.post(ADDRESS, json=body).json()["data"]
    assert (answer["fileName"], answer["mimeType"], answer["fileSize"]) == ("a.webp", "image/webp", 0)
    assert fake_providers.calls("kie")[0].notes == ("the file of fileUrl is not fetched by this fake",)


def test_an_uploaded_picture_is_a_reference(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    urls = [_base64(kie)["data"]["downloadUrl"], "https://elsewhere/a.png"]
    order = {"model": "nano-banana-2-1", "input": {"prompt": "As this.", "image_input": urls}}
    assert kie.post("/api/v1/jobs/createTask", json=order).json()["code"] == 200
    assert fake_providers.calls("kie")[-1].pictures_shown == 2


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        (BASE64, {"uploadPath": "x"}, "base64Data is required"),
        (BASE64, {"base64Data": "AAAA"}, "uploadPath is required"),
        (BASE64, {"base64Data": "!", "uploadPath": "x"}, "base64Data is not valid"),
        (BASE64, {"base64Data": "A" * (10 * 2**20 + 4), "uploadPath": "x"}, "too large"),
        (ADDRESS, {"uploadPath": "x"}, "fileUrl is required"),
        (FORM, {"uploadPath": "x"}, "file is required"),
    ],
)
def test_wrong_uploads(
    kie: httpx.Client, fake_providers: FakeProviders, path: str, body: dict[str, str], told: str
) -> None:
    answer = kie.post(path, json=body)
    assert (answer.status_code, answer.json()["success"], answer.json()["code"]) == (200, False, 400)
    assert told in answer.json()["msg"]
    assert fake_providers.counts("kie").rejected == 1


def test_a_failure(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("kie", "upload-failed")
    assert [_base64(kie)["code"] for _ in range(2)] == [500, 200]
    assert fake_providers.calls("kie")[0].fault == "upload-failed"


def test_an_unknown_member_is_noted(kie: httpx.Client, fake_providers: FakeProviders) -> None:
    assert _base64(kie, filename="x")["code"] == 200
    assert fake_providers.calls("kie")[0].notes == ("unknown field filename ignored",)
