"""OpenAI's own Python SDK, unmodified, against the fake of each kind of server: proof that they speak the wire."""

from collections.abc import Callable

import msgspec
import openai
import pytest
from pydantic import BaseModel

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.openai.servers import PAINTER, SERVERS, WINDOW, WRITER
from pb_adapters.providers.openai_compatible.address import openai_upstream
from pb_adapters.providers.openai_compatible.dialect import Dialect, Held
from pb_adapters.providers.openai_compatible.vlm import OpenAiCompatibleVlm
from pb_adapters.upstream.exchange import UpstreamPool
from pb_adapters.upstream.json_wire import strict
from pb_adapters.upstream.strict_answers import without_fillers
from pb_core.testing.memory.vlm import sample_requests

Connect = Callable[[str], openai.OpenAI]


class Weather(BaseModel):
    town: str
    degrees: float


@pytest.fixture
def connect(fake_providers: FakeProviders) -> Connect:
    def client(server: str) -> openai.OpenAI:
        url = "/".join(filter(None, (fake_providers.base_url("openai_compatible"), server, "v1")))
        return openai.OpenAI(api_key=fake_providers.key, base_url=url, max_retries=0)

    return client


@pytest.mark.parametrize("server", SERVERS)
def test_a_typed_answer_is_parsed(connect: Connect, server: str) -> None:
    with connect(server) as client:
        answer = client.chat.completions.parse(
            model=WRITER, messages=[{"role": "user", "content": "The weather?"}], response_format=Weather
        )
    assert answer.choices[0].message.parsed == Weather(town="text", degrees=0)


@pytest.mark.parametrize("server", SERVERS)
def test_a_stream_is_put_together(connect: Connect, server: str) -> None:
    with connect(server) as client:
        chunks = list(
            client.chat.completions.create(
                model=WRITER,
                messages=[{"role": "user", "content": "Name a colour."}],
                stream=True,
                stream_options={"include_usage": True},
            )
        )
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices).endswith("a colour.")
    assert chunks[-1].usage is not None


def test_a_picture_is_painted(connect: Connect) -> None:
    with connect("") as client:
        answer = client.images.generate(model=PAINTER, prompt="a cat", size="1024x1024")
    assert answer.data
    assert answer.data[0].b64_json


@pytest.mark.parametrize("server", ["", "ollama", "vllm", "lmstudio"])
def test_an_unknown_model_is_not_found(connect: Connect, server: str) -> None:
    with connect(server) as client, pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="nobody", messages=[{"role": "user", "content": "?"}])


@pytest.mark.parametrize("server", ["", "vllm", "llamacpp", "lmstudio"])
def test_a_question_too_long_is_refused(connect: Connect, server: str) -> None:
    with connect(server) as client, pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=WRITER, messages=[{"role": "user", "content": "word " * WINDOW}])


def test_ollama_cuts_a_long_question_without_a_word(connect: Connect) -> None:
    with connect("ollama") as client:
        answer = client.chat.completions.create(model=WRITER, messages=[{"role": "user", "content": "word " * WINDOW}])
    assert answer.usage is not None
    assert answer.usage.prompt_tokens == WINDOW // 2 + 2


def test_openai_refuses_the_old_name_of_the_limit(connect: Connect) -> None:
    with connect("") as client, pytest.raises(openai.BadRequestError, match="max_completion_tokens"):
        client.chat.completions.create(model=WRITER, messages=[{"role": "user", "content": "?"}], max_tokens=5)


@pytest.mark.parametrize("role", list(sample_requests()))
@pytest.mark.parametrize("server", SERVERS)
async def test_the_first_answer_of_every_role_is_the_one_that_the_sdk_gets(
    connect: Connect, fake_providers: FakeProviders, pool: UpstreamPool, server: str, role: str
) -> None:
    request, answer = sample_requests()[role]
    dialect = Dialect(Held.STRICT, "max_completion_tokens") if server == "" else Dialect()
    with connect(server) as client:
        url = str(client.base_url)
        schema = strict(request.schema) if server == "" else request.schema
        said = client.chat.completions.create(
            model=WRITER,
            messages=[{"role": "user", "content": request.prompt}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": True, "schema": msgspec.json.decode(schema)},
            },
        )
    engine = OpenAiCompatibleVlm(openai_upstream(pool, key=fake_providers.key, base_url=url), WRITER, dialect=dialect)
    ours = await engine.complete(request)
    theirs = said.choices[0].message.content or ""
    assert msgspec.json.decode(ours.text) == msgspec.json.decode(without_fillers(theirs, request.schema))
    assert isinstance(msgspec.json.decode(ours.text, type=answer), answer)


def test_a_response_is_had_and_parsed(connect: Connect, fake_providers: FakeProviders) -> None:
    with connect("") as client:
        plain = client.responses.create(model=WRITER, instructions="Be brief.", input="Name a colour.")
        typed = client.responses.parse(
            model=WRITER,
            input=[{"role": "user", "content": [{"type": "input_text", "text": "The weather?"}]}],
            text_format=Weather,
            max_output_tokens=100,
        )
    assert plain.output_text.endswith("a colour.")
    assert plain.usage is not None
    assert plain.usage.total_tokens == plain.usage.input_tokens + plain.usage.output_tokens
    assert typed.output_parsed == Weather(town="text", degrees=0)
    assert [call.endpoint for call in fake_providers.calls("openai_compatible")] == ["responses", "responses"]


@pytest.mark.parametrize(("server", "number"), [("", 3), ("vllm", 3), ("ollama", 1)])
def test_several_answers_come_where_the_server_gives_them(connect: Connect, server: str, number: int) -> None:
    with connect(server) as client:
        answer = client.chat.completions.create(model=WRITER, messages=[{"role": "user", "content": "Hello."}], n=3)
    assert [choice.index for choice in answer.choices] == list(range(number))


def test_llama_cpp_refuses_several_answers(connect: Connect) -> None:
    with connect("llamacpp") as client, pytest.raises(openai.BadRequestError, match="between 1 <= value <= 1, but got"):
        client.chat.completions.create(model=WRITER, messages=[{"role": "user", "content": "Hello."}], n=2)


@pytest.mark.parametrize(
    ("server", "words"), [("", r"Invalid URL \(POST /v1/embeddings\)"), ("ollama", "404 page"), ("vllm", "Not Found")]
)
def test_what_is_not_played_is_refused_as_an_unknown_path_is(connect: Connect, server: str, words: str) -> None:
    with connect(server) as client:
        with pytest.raises(openai.NotFoundError, match=words):
            client.embeddings.create(model=WRITER, input="A word.")
        with pytest.raises(openai.NotFoundError):
            client.files.list()
