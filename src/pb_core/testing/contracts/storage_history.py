"""The duties of ``HistoryStore``."""

from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import Usage
from pb_core.domain.history import HistoryLine, HistoryQuery, Total, first_place
from pb_core.domain.history.search_words import words_of
from pb_core.domain.requests import DiagramType, MethodologyWork, OptimizeWork
from pb_core.domain.tasks import ClaimedTask, Task, TaskKind, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_core.errors import InvalidRequest
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    claimed_task,
    delete_key,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

_PROMPT = OptimizeWork(
    description="Bold arrows", source_context="", caption="", diagram_type=DiagramType.METHODOLOGY, guidelines=""
)
_VARIED = (
    {"status": TaskStatus.FAILED},
    {"kind": TaskKind.PROMPT_OPTIMIZATION},
    {"key_id": "key-2"},
    {"provider": "gemini"},
    {"words": ("decoder",)},
    {"key_id": "key-1", "kind": TaskKind.METHODOLOGY},
    {"key_id": "key-2", "status": TaskStatus.PENDING},
    {"kind": TaskKind.METHODOLOGY, "status": TaskStatus.FAILED},
    {"key_id": "key-1", "kind": TaskKind.METHODOLOGY, "status": TaskStatus.FAILED},
    {"provider": "gemini", "status": TaskStatus.FAILED},
    {"provider": "gemini", "words": ("decoder",)},
    {"provider": "gemini", "words": ("decoder",), "key_id": "key-1"},
    {"words": ("encoder", "decoder"), "kind": TaskKind.METHODOLOGY},
    {"since": after(10), "until": after(20)},
    {"since": after(10), "status": TaskStatus.FAILED},
    {"until": after(20), "words": ("decoder",)},
    {"since": after(5), "until": after(25), "provider": "gemini", "key_id": "key-2"},
)


async def _accept_all(storage: Storage, count: int) -> None:
    await storage.add_key(sample_key(quota=None))
    for number in range(count):
        await storage.accept(sample_task(f"task-{number}", seconds=number))


async def _names(storage: Storage, **asked: Any) -> list[str]:  # noqa: ANN401 - the fields of a query
    return [line.id for line in (await storage.history(HistoryQuery(**{"size": 100} | asked))).lines]


async def _step(storage: Storage, held: ClaimedTask, name: str, engine: str, usage: Usage = COST) -> None:
    await storage.begin_step(held.lease, sample_intent(name, engine=engine))
    await storage.finish_step(held.lease, name, b"{}", NOW, usage)


def _some_task(number: int) -> Task:
    """One of several tasks of two keys, of two kinds and with different words."""
    captions = ("An encoder", "An encoder and a decoder", "A decoder")
    work = MethodologyWork(caption=captions[number % 3], source="Tokens.")
    task = sample_task(f"task-{number:02}", f"key-{1 + number % 2}", number, work=work)
    return task if number % 5 else replace(task, kind=TaskKind.PROMPT_OPTIMIZATION, work=_PROMPT)


async def _varied(storage: Storage) -> list[HistoryLine]:
    """Thirty tasks, twenty of them over, with different ends and engines; their lines, the last accepted first."""
    for key in ("key-1", "key-2"):
        await storage.add_key(sample_key(key, quota=None))
    await all_at_once(*(storage.accept(_some_task(number)) for number in range(30)))
    claims = await all_at_once(*(storage.claim_task(after(9_999), LEASE, f"token {number}") for number in range(20)))

    async def work_on(held: ClaimedTask) -> None:
        number = int(held.task.id[-2:])
        await _step(storage, held, "plan", "gemini/flash" if number % 4 else "offline/rules")
        await storage.finish_task(held.lease, FAILED if number % 3 else COMPLETED, after(number + 60))

    await all_at_once(*map(work_on, claims))
    return list((await storage.history(HistoryQuery(size=100))).lines)


def _is_meant(line: HistoryLine, asked: dict[str, Any], text: str) -> bool:
    return (
        asked.get("key_id") in {None, line.key_id}
        and asked.get("kind") in {None, line.kind}
        and asked.get("status") in {None, line.status}
        and ("provider" not in asked or any(name.startswith(asked["provider"] + "/") for name in line.engines))
        and ("since" not in asked or line.created_at >= asked["since"])
        and ("until" not in asked or line.created_at < asked["until"])
        and set(asked.get("words", ())) <= set(words_of(text))
    )


class HistoryContract(StoragePartContract):
    """Pages of tasks across all keys."""

    async def test_a_line_tells_what_a_table_needs(self, storage: Storage) -> None:
        """From acceptance to the end, with the engines that answered, what they cost and the webhook."""
        await storage.add_key(sample_key(quota=None))
        work = MethodologyWork(caption="  Figure 1:\n the encoder ", source="Tokens.")
        await storage.accept(sample_task(work=work))
        (line,) = (await storage.history(HistoryQuery())).lines
        fresh = HistoryLine(
            place=line.place,
            id="task-1",
            key_id="key-1",
            key_name=sample_key().name,
            kind=TaskKind.METHODOLOGY,
            status=TaskStatus.PENDING,
            created_at=NOW,
            title="Figure 1:",
        )
        assert line == fresh
        held = await storage.claim_task(after(2), LEASE, "t0")
        assert held is not None
        await _step(storage, held, "plan", "chain/of → engines/two", replace(COST, engine="gemini/flash"))
        await _step(storage, held, "style", "gemini/flash")
        await _step(storage, held, "draw", "vector/layered", Usage())
        await storage.begin_step(held.lease, sample_intent("critique", engine="kie/dear"))
        (running,) = (await storage.history(HistoryQuery())).lines
        assert (running.status, running.started_at) == (TaskStatus.RUNNING, after(2))
        await storage.finish_task(held.lease, COMPLETED, after(9), sample_delivery())
        (line,) = (await storage.history(HistoryQuery())).lines
        assert line == replace(
            fresh,
            status=TaskStatus.COMPLETED,
            started_at=after(2),
            completed_at=after(9),
            engines=("gemini/flash", "vector/layered"),
            cost_micros=2 * 450,
            webhook=DeliveryState.PENDING,
        )
        assert line.seconds == 9

    async def test_what_a_failed_task_cost_and_why_it_failed_is_told(self, storage: Storage) -> None:
        """A reservation that nobody settles any more is spent."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        held = await claimed_task(storage, "task-1")
        await storage.begin_step(held.lease, sample_intent(estimate=300))
        await storage.cancel_task("task-1", FAILED, after(3))
        (line,) = (await storage.history(HistoryQuery())).lines
        assert (line.status, line.error, line.cost_micros) == (TaskStatus.FAILED, FAILED.error, 300)
        assert line.engines == ()

    async def test_lines_stand_in_the_order_of_acceptance(self, storage: Storage) -> None:
        """The last one first, by the clock of acceptance; those of one moment in the order in which they came."""
        await storage.add_key(sample_key(quota=None))
        for name, seconds in (("b", 5), ("a", 0), ("d", 9), ("c", 5)):
            await storage.accept(sample_task(name, seconds=seconds))
        lines = (await storage.history(HistoryQuery())).lines
        assert [line.id for line in lines] == ["d", "c", "b", "a"]
        assert all(earlier.place > later.place >= first_place(later.created_at) for earlier, later in pairwise(lines))

    async def test_pages_follow_each_other_by_number_and_by_cursor(self, storage: Storage) -> None:
        """Both give every line once; behind the last one there is nothing, and no cursor."""
        await _accept_all(storage, 7)
        names = [f"task-{number}" for number in reversed(range(7))]
        by_number = [await storage.history(HistoryQuery(size=3, page=page)) for page in (1, 2, 3, 4)]
        assert [[line.id for line in page.lines] for page in by_number] == [names[:3], names[3:6], names[6:], []]
        assert [page.next is None for page in by_number] == [False, False, True, True]
        found, before = [], None
        while True:
            page = await storage.history(HistoryQuery(size=3, before=before))
            found += [line.id for line in page.lines]
            if (before := page.next) is None:
                break
        assert found == names

    async def test_a_page_goes_on_behind_a_task_that_is_gone(self, storage: Storage) -> None:
        """What was accepted or removed meanwhile moves nothing."""
        await _accept_all(storage, 5)
        first = await storage.history(HistoryQuery(size=2))
        await storage.cancel_task("task-3", FAILED, after(10))
        await storage.retire_tasks(after(20), after(21))
        await storage.accept(sample_task("task-9", seconds=30))
        assert await _names(storage, before=first.next) == ["task-2", "task-1", "task-0"]

    @pytest.mark.parametrize("asked", _VARIED, ids="-".join)
    async def test_filters_choose_lines(self, storage: Storage, asked: dict[str, Any]) -> None:
        """Each alone and together; the pages of a filter are those of its lines, and the total counts them."""
        everything = await _varied(storage)
        texts = {line.id: await self._text(storage, line.id) for line in everything}
        meant = [line.id for line in everything if _is_meant(line, asked, texts[line.id])]
        assert 0 < len(meant) < len(everything)
        assert await _names(storage, **asked) == meant
        assert await storage.history_total(HistoryQuery(**asked)) == Total(number=len(meant))
        second = await storage.history(HistoryQuery(size=2, page=2, **asked))
        assert [line.id for line in second.lines] == meant[2:4]
        if second.next is not None:
            third = await storage.history(HistoryQuery(size=2, before=second.next, **asked))
            assert [line.id for line in third.lines] == meant[4:6]

    async def _text(self, storage: Storage, task_id: str) -> str:
        task = await storage.task(task_id)
        assert task is not None
        return str(getattr(task.work, "description", "") or getattr(task.work, "caption", ""))

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("uberblick", True),
            ("ÜBERBLICK Encoder", True),
            ("figure", False),
            ("注意力", True),
            ("意力机", True),
            ("力注", False),
            ("überblick'); DROP", False),
            ('encoder" OR "x', False),
        ],
    )
    async def test_words_are_found_in_any_case_and_script(self, storage: Storage, words: str, found: bool) -> None:  # noqa: FBT001 - parametrised
        """Without accents; scripts without blanks by what stands side by side. Nothing in them is a command."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task(work=MethodologyWork(caption="Überblick", source="An encoder: 注意力机制.")))
        assert await _names(storage, words=words_of(words)) == (["task-1"] if found else [])

    async def test_a_request_that_says_nothing_is_listed_too(self, storage: Storage) -> None:
        """It has no title, and no word finds it."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task(work=MethodologyWork(caption="·", source="")))
        (line,) = (await storage.history(HistoryQuery())).lines
        assert line.title == "·"
        assert await _names(storage, words=("encoder",)) == []

    async def test_totals_follow_what_becomes_of_tasks(self, storage: Storage) -> None:
        """Of all and of a status, as tasks are accepted, claimed, ended, retired and removed with their key."""
        await storage.add_key(sample_key("key-2"))
        await _accept_all(storage, 4)
        await storage.accept(sample_task("other", "key-2", 9))
        pending, failed = HistoryQuery(status=TaskStatus.PENDING), HistoryQuery(status=TaskStatus.FAILED)
        assert await storage.history_total(HistoryQuery()) == Total(number=5)
        held = await claimed_task(storage, "task-0")
        assert await storage.history_total(pending) == Total(number=4)
        await storage.finish_task(held.lease, FAILED, after(1))
        assert await storage.history_total(failed) == Total(number=1)
        await storage.retire_tasks(after(2), after(3))
        assert (await storage.history_total(failed)).number == 0
        await delete_key(storage, "key-2")
        assert await storage.history_total(HistoryQuery()) == Total(number=3)

    async def test_tasks_of_a_removed_key_are_not_told(self, storage: Storage) -> None:
        """From the removal on, even before its rows are gone."""
        await storage.add_key(sample_key("key-2"))
        await _accept_all(storage, 2)
        await storage.accept(sample_task("other", "key-2", 9))
        await storage.remove_key("key-1")
        assert await _names(storage) == ["other"]
        assert await _names(storage, key_id="key-1") == []

    async def test_the_order_outlives_closing(self, open_storage: OpenStorage) -> None:
        """And is the same for every open store."""
        async with open_storage() as one, open_storage() as two:
            await _accept_all(one, 3)
            assert await two.history(HistoryQuery()) == await one.history(HistoryQuery())
            before = await two.history(HistoryQuery())
        async with open_storage() as again:
            assert await again.history(HistoryQuery()) == before

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"size": 0}, "size"),
            ({"size": 101}, "size"),
            ({"page": 0}, "page"),
            ({"size": 100, "page": 101}, "cursor"),
        ],
    )
    async def test_a_page_beyond_the_bounds_is_refused(
        self, storage: Storage, asked: dict[str, int], sentence: str
    ) -> None:
        """Ten thousand lines are paged by number; further on a cursor leads."""
        with pytest.raises(InvalidRequest, match=sentence):
            await storage.history(HistoryQuery(**asked))  # type: ignore[arg-type]  # parametrised
        assert (await storage.history(HistoryQuery(size=100, page=100))).lines == ()

    async def test_providers_are_those_that_answered(self, storage: Storage) -> None:
        """Each once, in alphabetical order; a step under way has not answered."""
        assert await storage.providers() == ()
        await _accept_all(storage, 2)
        for number in range(2):
            held = await claimed_task(storage, f"task-{number}")
            await _step(storage, held, "plan", "gemini/flash")
            await _step(storage, held, "draw", "apimart/m")
            await storage.begin_step(held.lease, sample_intent("critique", engine="kie/dear"))
        assert await storage.providers() == ("apimart", "gemini")
