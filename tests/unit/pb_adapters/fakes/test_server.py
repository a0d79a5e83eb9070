import socket
import threading

import anyio
import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.server import listen, serve, served, serving


async def test_in_a_task_of_this_loop() -> None:
    async with serving(FakeProviders()) as fakes, httpx.AsyncClient(trust_env=False) as client:
        assert fakes.base_url("gemini") == f"{fakes.url}/gemini"
        assert (await client.get(f"{fakes.url}/_fakes/faults")).status_code == 200
    with pytest.raises(RuntimeError, match="not served"):
        _ = fakes.url


async def test_a_failing_body_leaves_nothing_behind() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with serving(FakeProviders()):
            raise ValueError
    assert caught.group_contains(ValueError)


def test_in_a_thread_on_a_given_port() -> None:
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    with served(FakeProviders(), port=port) as fakes:
        assert fakes.url == f"http://127.0.0.1:{port}"
        assert httpx.get(f"{fakes.url}/_fakes/calls", trust_env=False).status_code == 200


async def test_in_the_foreground_until_it_is_cancelled() -> None:
    fakes = FakeProviders()
    listener = listen("127.0.0.1", 0)
    async with anyio.create_task_group() as group, httpx.AsyncClient(trust_env=False) as client:
        group.start_soon(serve, fakes, listener)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        assert (await client.get(f"{url}/_fakes/calls")).status_code == 200
        group.cancel_scope.cancel()
    assert listener.fileno() == -1


def test_hanging_answers_do_not_hold_up_the_end() -> None:
    asked = threading.Event()

    async def answer(_: Question) -> str:
        asked.set()
        return "never heard"

    fakes = FakeProviders(answer=answer)
    body = b'{"model":"google/gemini-3.8-flash","messages":[{"role":"user","content":"x"}]}'
    with served(fakes):
        fakes.script("openrouter", "time-out")
        host, port = fakes.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as client:
            head = (
                f"POST /openrouter/api/v1/chat/completions HTTP/1.1\r\nhost: {host}\r\n"
                f"content-type: application/json\r\nauthorization: Bearer {fakes.key}\r\n"
                f"content-length: {len(body)}\r\n\r\n"
            )
            client.sendall(head.encode() + body)
            assert asked.wait(20)
    assert fakes.counts("openrouter").bills == 1
    assert fakes.counts("openrouter").under_way == 0


def test_ipv6_has_its_brackets() -> None:
    try:
        listen("::1", 0).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with served(FakeProviders(), host="::1") as fakes:
        assert fakes.url.startswith("http://[::1]:")
