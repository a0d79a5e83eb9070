import base64
import io
from collections.abc import Callable

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.chat_completions import data_url, from_data_url
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import json_answer
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import (
    BOMB_SIDE,
    GENERAL,
    HUGE,
    Condition,
    Fault,
    Script,
    fault,
    saying,
    struck,
)

FAULT = GENERAL["hang-up"]


def _question(role: str = "critic", model: str = "m", endpoint: str = "chat") -> Question:
    return Question(endpoint=endpoint, model=model, role=role)


def _script(call: int = 1, times: int | None = 1, **conditions: str) -> Script:
    return Script(Condition(provider="kie", **conditions), FAULT, call=call, times=times)


@given(call=st.integers(1, 8), times=st.none() | st.integers(1, 8), calls=st.integers(0, 20))
def test_it_strikes_so_many_calls_from_the_given_one_on(call: int, times: int | None, calls: int) -> None:
    script = _script(call, times)
    hits = [number for number in range(1, calls + 1) if script.strikes("kie", _question())]
    last = calls if times is None else min(calls, call + times - 1)
    assert hits == list(range(call, last + 1))


def test_only_calls_that_fit_are_counted() -> None:
    script = _script(call=2, role="critic", model="m", endpoint="chat")
    misfits = (_question(role="planner"), _question(model="n"), _question(endpoint="poll"))
    assert not script.strikes("kie", _question())
    assert not any(script.strikes("kie", question) for question in misfits)
    assert not script.strikes("gemini", _question())
    assert script.strikes("kie", _question())


def test_a_fault_of_an_endpoint_strikes_only_there() -> None:
    fault = Fault(name="x", what="x", endpoints=("poll",))
    script = Script(Condition(provider="kie"), fault)
    assert not script.strikes("kie", _question())
    assert script.strikes("kie", _question(endpoint="poll"))


def test_the_earliest_script_wins_and_all_of_them_count() -> None:
    other = GENERAL["cut-body"]
    scripts = [_script(), Script(Condition(provider="kie"), other, call=2)]
    found = [struck(scripts, "kie", _question()) for _ in range(3)]
    assert found == [FAULT, other, None]


CHAT = {"model": "google/gemini-3.8-flash", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}
PICTURE = CHAT | {
    "model": "google/gemini-nano-banana-2.1",
    "modalities": ["image", "text"],
    "image_config": {"aspect_ratio": "16:9"},
}
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
    "required": ["a", "b"],
}
AS_JSON = CHAT | {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}}}

Play = Callable[[str], httpx.Response]


@pytest.fixture
def play(openrouter: httpx.Client, fake_providers: FakeProviders) -> Play:
    def play(fault: str) -> httpx.Response:
        fake_providers.script("openrouter", fault)
        return openrouter.post("chat/completions", json=PICTURE if fault.startswith("picture") else AS_JSON)

    return play


def _words(response: httpx.Response) -> str:
    return str(response.json()["choices"][0]["message"]["content"])


def _picture(response: httpx.Response) -> tuple[str, Image.Image, bytes]:
    url = response.json()["choices"][0]["message"]["images"][0]["image_url"]["url"]
    data = from_data_url(url)
    assert data is not None
    return url.partition(";")[0], Image.open(io.BytesIO(data)), data


def test_every_fault_says_what_it_does() -> None:
    assert all(name == fault.name and fault.what for name, fault in GENERAL.items())


@pytest.mark.parametrize("fault", ["hang-up", "cut-body", "padded-closed"])
def test_the_connection_is_closed_and_the_work_billed(play: Play, fake_providers: FakeProviders, fault: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        play(fault)
    assert len(fake_providers.bills("openrouter")) == 1


def test_no_answer_ever_comes_and_the_work_is_billed(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "time-out")
    with pytest.raises(httpx.ReadTimeout):
        openrouter.post("chat/completions", json=CHAT, timeout=0.3)
    assert len(fake_providers.bills("openrouter")) == 1


def test_padding_never_ends(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "padded-forever")
    with openrouter.stream("POST", "chat/completions", json=CHAT) as response:
        received = response.iter_raw()
        assert b"".join(next(received) for _ in range(12)).isspace()


@pytest.mark.parametrize("fault", ["padded", "slow-drip", "wrong-type", "no-type"])
def test_the_answer_is_good_but_for_its_way(play: Play, fault: str) -> None:
    assert msgspec.json.decode(_words(play(fault))) == {"a": 0, "b": "text"}


def test_padding_is_white_space_or_comments(play: Play) -> None:
    assert play("padded").text.startswith(" \n" * 5 + "{")
    assert play("padded-comments").text.startswith(": PROCESSING\n\n" * 3 + "{")


def test_content_types(play: Play) -> None:
    assert play("wrong-type").headers["content-type"] == "text/html"
    assert "content-type" not in play("no-type").headers


def test_bodies_that_are_no_json(play: Play) -> None:
    assert play("blank-body").text.isspace()
    assert play("empty-body").content == b""
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(play("garbage").content)


def test_a_body_of_60_mb(play: Play) -> None:
    assert len(play("huge-body").content) == HUGE


def test_the_front_end_speaks_html_and_bills_nothing(play: Play, fake_providers: FakeProviders) -> None:
    response = play("html-502")
    assert (response.status_code, response.headers["content-type"]) == (502, "text/html")
    assert fake_providers.bills() == ()


def test_words(play: Play) -> None:
    assert _words(play("json-fenced")) == '```json\n{"a":0,"b":"text"}\n```'
    assert _words(play("json-chatty")).startswith('{"a":0,"b":"text"}\n')
    assert _words(play("json-cut")) == '{"a":0,"b'
    assert _words(play("schema-violated")) == '{"b":"text"}'
    assert _words(play("blank-words")) == ""


def test_a_list_violates_the_schema_of_prose() -> None:
    change = GENERAL["schema-violated"].words
    assert change is not None
    assert (change("no JSON"), change("[1]")) == ("[]", "[]")


def test_pictures(play: Play) -> None:
    assert "images" not in play("picture-missing").json()["choices"][0]["message"]
    assert _picture(play("picture-wrong-ratio"))[1].size == (768, 1376)
    assert _picture(play("picture-too-small"))[1].size == (688, 384)
    kind, image, _ = _picture(play("picture-jpeg"))
    assert (kind, image.format) == ("data:image/jpeg", "JPEG")
    kind, image, _ = _picture(play("picture-mislabelled"))
    assert (kind, image.format) == ("data:image/png", "JPEG")


def test_a_picture_that_breaks_off(play: Play) -> None:
    _, image, _ = _picture(play("picture-corrupt"))
    with pytest.raises((OSError, SyntaxError)):
        image.load()


def test_a_picture_that_is_none(play: Play) -> None:
    url = play("picture-no-picture").json()["choices"][0]["message"]["images"][0]["image_url"]["url"]
    assert url.startswith("data:image/png;base64,PGh0bWw+")


def test_a_small_file_claims_a_huge_picture(play: Play) -> None:
    url = play("picture-bomb").json()["choices"][0]["message"]["images"][0]["image_url"]["url"]
    assert len(url) < 300
    header = base64.b64decode(url.partition(",")[2])
    assert int.from_bytes(header[16:20]) == int.from_bytes(header[20:24]) == BOMB_SIDE


def test_a_blind_model_guesses(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    picture = {"type": "image_url", "image_url": {"url": data_url(paint("a", "b", 64, 64), "image/png")}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, picture]}]
    seen = openrouter.post("chat/completions", json=CHAT | {"messages": messages}).json()
    fake_providers.script("openrouter", "blind")
    blind = openrouter.post("chat/completions", json=CHAT | {"messages": messages}).json()
    assert seen["usage"]["prompt_tokens"] - blind["usage"]["prompt_tokens"] == 258
    assert "0 pictures" in blind["choices"][0]["message"]["content"]


def test_a_given_text(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", saying('{"a": 5}'))
    assert _words(openrouter.post("chat/completions", json=AS_JSON)) == '{"a": 5}'


def test_a_fault_of_ones_own(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", fault("teapot", "418", json_answer({"short": "stout"}, 418)))
    assert openrouter.post("chat/completions", json=CHAT).status_code == 418
    assert fake_providers.calls()[0].fault == "teapot"


def test_faults_of_words_pass_pictures_by(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    fake_providers.script("openrouter", "json-cut")
    fake_providers.script("openrouter", Fault(name="x", what="x", picture=lambda _: None))
    openrouter.post("chat/completions", json=PICTURE)
    openrouter.post("chat/completions", json=CHAT)
    assert [call.fault for call in fake_providers.calls()] == ["x", "json-cut"]
