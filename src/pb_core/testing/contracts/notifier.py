"""The duties of every ``Notifier``."""

import contextlib

import anyio
import pytest

from pb_core.errors import NotificationFailed
from pb_core.ports.notifier import START_BYTES, Notifier
from pb_core.testing.contracts import Contract
from pb_core.testing.memory.notifier import ANSWER, Notice, Receiver, ReceiverFault

HEADERS = (("Content-Type", "application/json"), ("X-PaperBanana-Signature", "sha256=hush"), ("User-Agent", "suite/1"))
BODY = b'{"event":"task.completed"}'
LONG = 60.0


ANSWERED = (ReceiverFault.ENDLESS, ReceiverFault.STALLS, ReceiverFault.BREAKS)
FAILED = (ReceiverFault.CUTS, ReceiverFault.NO_HTTP, ReceiverFault.SILENT, ReceiverFault.DRIPS, ReceiverFault.ABSENT)


class NotifierContract(Contract):
    """Bind it by a subclass with the fixtures ``notifier`` and ``receiver``, and ``impatient`` where there is a clock.

    The notifiers may dial private networks; ``impatient`` is one that gives up within two seconds or so, for receivers
    that never answer, and the other one waits long enough for a busy machine. ``local_receiver`` of
    ``pb_core.testing.memory.notifier`` is a receiver with real sockets.
    """

    @pytest.fixture
    def impatient(self, notifier: Notifier) -> Notifier:
        """The same, unless a subclass has another."""
        return notifier

    @pytest.fixture(autouse=True)
    def proxies(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Point every proxy variable at nobody: a notifier that heeds one fails every test."""
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
            monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")

    async def test_the_request_arrives_as_given(self, notifier: Notifier, receiver: Receiver) -> None:
        """One POST with exactly these headers, Host and Content-Length aside, and exactly these bytes."""
        await notifier.post(receiver.url(), HEADERS, BODY)
        (notice,) = receiver.notices
        assert notice.url == receiver.url()
        assert _given(notice) == HEADERS
        assert notice.body == BODY

    async def test_an_empty_and_a_large_body_arrive(self, notifier: Notifier, receiver: Receiver) -> None:
        """Bodies of any size are sent whole."""
        for body in (b"", bytes(3_000_000)):
            await notifier.post(receiver.url(), HEADERS, body)
            assert receiver.notices[-1].body == body

    @pytest.mark.parametrize("status", [200, 202, 204, 304, 400, 401, 404, 410, 429, 500, 503])
    async def test_any_status_is_a_result(self, notifier: Notifier, receiver: Receiver, status: int) -> None:
        """A status is returned, not judged."""
        assert (await notifier.post(receiver.url(status), HEADERS, BODY)).status == status

    async def test_the_beginning_of_an_answer_is_handed_on(self, notifier: Notifier, receiver: Receiver) -> None:
        """Whatever its status says."""
        for status in (200, 500):
            assert (await notifier.post(receiver.url(status), HEADERS, BODY)).start == ANSWER.encode()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_no_redirect_is_followed(self, notifier: Notifier, receiver: Receiver, status: int) -> None:
        """A redirect is a status like any other."""
        assert (await notifier.post(receiver.url(status), HEADERS, BODY)).status == status
        assert len(receiver.notices) == 1

    async def test_no_cookie_is_kept(self, notifier: Notifier, receiver: Receiver) -> None:
        """What a receiver asks to remember is forgotten."""
        for _ in range(2):
            await notifier.post(receiver.url(), HEADERS, BODY)
        assert [_given(notice) for notice in receiver.notices] == [HEADERS, HEADERS]

    @pytest.mark.parametrize("fault", ANSWERED)
    async def test_an_answer_is_not_read_without_end(
        self, impatient: Notifier, receiver: Receiver, fault: ReceiverFault
    ) -> None:
        """Once the status is there it is the result, in bounded time and memory, whatever follows."""
        with anyio.fail_after(LONG):
            answer = await impatient.post(receiver.bad_url(fault), HEADERS, BODY)
        assert answer.status == 200
        assert len(answer.start) <= START_BYTES

    @pytest.mark.parametrize("fault", FAILED)
    async def test_no_answer_is_a_failure_without_secrets(
        self, impatient: Notifier, receiver: Receiver, fault: ReceiverFault
    ) -> None:
        """Without a status ``NotificationFailed`` says why in a sentence that quotes no part of the request."""
        url = receiver.bad_url(fault) + "?token=hush"
        with anyio.fail_after(LONG), pytest.raises(NotificationFailed) as failure:
            await impatient.post(url, HEADERS, BODY)
        sentence = str(failure.value)
        assert sentence.endswith(".")
        assert not any(secret in sentence for secret in ("hush", url, "event"))

    @pytest.mark.parametrize("fault", FAILED)
    async def test_a_failure_is_not_tried_again(
        self, impatient: Notifier, receiver: Receiver, fault: ReceiverFault
    ) -> None:
        """One call is one attempt: the schedule is the caller's."""
        with pytest.raises(NotificationFailed):
            await impatient.post(receiver.bad_url(fault), HEADERS, BODY)
        assert len(receiver.notices) <= 1

    async def test_a_notifier_outlives_a_failure(self, notifier: Notifier, receiver: Receiver) -> None:
        """The next call is not touched by one that failed."""
        with pytest.raises(NotificationFailed):
            await notifier.post(receiver.bad_url(ReceiverFault.CUTS), HEADERS, BODY)
        assert (await notifier.post(receiver.url(), HEADERS, BODY)).status == 200

    async def test_a_slow_receiver_holds_up_nobody(self, notifier: Notifier, receiver: Receiver) -> None:
        """Calls run side by side."""
        statuses: list[int] = []

        async def post(url: str) -> None:
            statuses.append((await notifier.post(url, HEADERS, BODY)).status)

        async def post_in_vain() -> None:
            with contextlib.suppress(NotificationFailed):  # if it is told so before the end
                await notifier.post(receiver.bad_url(ReceiverFault.SILENT), HEADERS, BODY)

        async with anyio.create_task_group() as waiting:
            for _ in range(10):
                waiting.start_soon(post_in_vain)
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(post, receiver.url())
            waiting.cancel_scope.cancel()
        assert statuses == [200] * 10


def _given(notice: Notice) -> tuple[tuple[str, str], ...]:
    return tuple(header for header in notice.headers if header[0].lower() not in {"host", "content-length"})
