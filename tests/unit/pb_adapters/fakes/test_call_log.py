import anyio
import httpx

from pb_adapters.fakes.call_log import Call, CallLog, Counts
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.prompt_parser import Question, Tally, latency_of, no_latency, real_latency

CHAT = {"model": "google/gemini-3.8-flash", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 4000}


def _call(provider: str = "kie", *, billed: bool = True) -> Call:
    tally = Tally(input_tokens=3, output_tokens=4, thought_tokens=1, pictures=1, cost_micros=10)
    return Call(provider=provider, number=0, method="POST", path="/", role="critic", billed=billed, tally=tally)


def test_calls_are_numbered_by_provider() -> None:
    ledger = CallLog()
    for provider in ("kie", "gemini", "kie"):
        ledger.record(_call(provider))
    assert [(call.provider, call.number) for call in ledger.calls()] == [("kie", 1), ("gemini", 1), ("kie", 2)]
    assert [call.number for call in ledger.calls("kie")] == [1, 2]


def test_only_what_was_billed_is_summed_up() -> None:
    ledger = CallLog()
    ledger.record(_call())
    ledger.record(_call(billed=False))
    counts = ledger.counts("kie")
    assert (counts.calls, counts.bills, counts.cost_micros, counts.pictures) == (2, 1, 10, 1)
    assert (counts.input_tokens, counts.output_tokens, counts.roles) == (3, 5, {"critic": 2})


def test_repeats_are_known_by_their_digest() -> None:
    ledger = CallLog()
    assert [ledger.repeats(digest) for digest in "abab"] == [False, False, True, True]


def test_the_peak_outlives_the_calls_but_not_a_reset() -> None:
    ledger = CallLog()
    with ledger.under_way("kie"), ledger.under_way("kie"):
        assert ledger.counts("kie").under_way == 2
    assert (ledger.counts("kie").under_way, ledger.counts("kie").peak) == (0, 2)
    with ledger.under_way("kie"):
        ledger.clear()
        assert ledger.counts("kie") == Counts(under_way=1, peak=1)


class _Gathering:
    """An answerer that answers nobody before ``size`` have asked."""

    def __init__(self, size: int) -> None:
        self._size, self._asked = size, 0
        self._complete: anyio.Event | None = None

    async def __call__(self, _: Question) -> str:
        self._complete = self._complete or anyio.Event()
        self._asked += 1
        if self._asked == self._size:
            self._complete.set()
        await self._complete.wait()
        return "together"


async def test_calls_at_once_are_counted(fake_providers: FakeProviders) -> None:
    fake_providers.answer_with(_Gathering(5))
    url = f"{fake_providers.base_url('openrouter')}/api/v1/chat/completions"
    headers = {"Authorization": f"Bearer {fake_providers.key}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as client, anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(lambda: client.post(url, json=CHAT))
    counts = fake_providers.counts("openrouter")
    assert (counts.calls, counts.repeats, counts.bills, counts.peak) == (5, 4, 5, 5)


def test_latencies() -> None:
    words = Question(endpoint="chat", model="m")
    picture = Question(endpoint="chat", model="m", wants_picture=True, size="4k")
    assert (no_latency(words), latency_of(2)(words)) == (0, 2)
    assert real_latency(words) < real_latency(Question(endpoint="", model="m", wants_picture=True))
    assert real_latency(picture) == 60


def test_what_is_kept_of_a_call(openrouter: httpx.Client, fake_providers: FakeProviders) -> None:
    openrouter.post("chat/completions", json=CHAT | {"user": "u" * 5000})
    (call,) = fake_providers.calls("openrouter")
    assert call.prompt == "Hello"
    assert isinstance(call.body, dict)
    assert call.body["user"].endswith("… (5000 characters)")
    assert "authorization" not in call.headers
    assert fake_providers.key not in repr(call)


def test_orders_of_a_picture_are_counted_until_all_is_forgotten() -> None:
    log = CallLog()
    assert [log.takes(name) for name in "aabab"] == [0, 1, 0, 2, 1]
    log.clear()
    assert log.takes("a") == 0
