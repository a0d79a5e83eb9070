import html
import re

import pytest
from msgspec.structs import replace

from pb_core.domain.tasks import Candidate, TaskStatus
from support.visitors import Visitor, visiting

_LINKS = re.compile(r'<a href="/admin/history/(\w+)">')
_OLDER = re.compile(r'rel="next" href="([^"]*)"')


async def listed(visitor: Visitor, query: str = "", status: int = 200) -> str:
    answer = await visitor.http.get(f"/admin/history{query}")
    assert answer.status_code == status, answer.text
    return answer.text


async def test_tasks_are_found_by_each_condition() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        site = visitor.site
        first, second = await site.completed(png=b"png"), await site.submitted()
        (key,) = await site.keyring.list()
        assert _LINKS.findall(await listed(visitor)) == [second, first]
        for query in ("status=completed", f"key={key.id}&status=completed"):
            assert _LINKS.findall(await listed(visitor, f"?{query}")) == [first], query
        for query in ("words=encoder", "diagram_type=methodology", "until=2100-01-01T00:00", "since=2000-01-01"):
            assert _LINKS.findall(await listed(visitor, f"?{query}")) == [second, first], query
        assert _LINKS.findall(await listed(visitor, "?diagram_type=composite")) == []


async def test_pages_lead_to_every_task_and_keep_the_conditions() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        made = [await visitor.site.submitted() for _ in range(5)]
        seen, query = [], "?size=2&status=pending"
        while query:
            text = await listed(visitor, query)
            seen += _LINKS.findall(text)
            older = _OLDER.search(text)
            query = html.unescape(older[1]).removeprefix("/admin/history") if older else ""
            assert not query or "status=pending" in query
        assert seen == made[::-1]
        assert "of 5" in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("page=101&size=100", "go on with cursor"),
        ("page=x", "Page must be a whole number"),
        ("size=1000", "Lines must be a whole number"),
        ("status=lost", "State must be one of"),
        ("since=yesterday", "From must be a date or a time"),
        ("key=nobody", "No such API key"),
        ("words=%3F%3F", "Words must have a letter"),
    ],
)
async def test_a_question_that_means_nothing_says_so_and_keeps_what_was_asked(query: str, sentence: str) -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        text = await listed(visitor, f"?{query}&provider=%22%3E%3Cscript%3E", 422)
        assert sentence in html.unescape(text)
        assert "<script>" not in text


async def test_an_export_has_what_the_page_was_asked_for() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        done, pending = await visitor.site.completed(png=b"png"), await visitor.site.submitted()
        answer = await visitor.http.get("/admin/history.csv?status=completed")
        assert answer.headers["content-disposition"] == 'attachment; filename="history.csv"'
        assert done in answer.text
        assert pending not in answer.text
        assert (await visitor.http.get("/admin/history.csv?status=lost")).status_code == 422


async def test_a_task_is_cancelled_and_run_again() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        task_id = await visitor.site.submitted()
        address = f"/admin/history/{task_id}"
        answer = await visitor.post(f"{address}/cancel", address)
        assert answer.headers["location"] == address
        task = await visitor.site.storage.task(task_id)
        assert task is not None
        assert task.status is TaskStatus.FAILED
        again = (await visitor.post(f"{address}/run-again", address)).headers["location"]
        assert again != address
        assert "This is the new task" in (await visitor.http.get(again)).text


async def test_a_form_that_is_sent_twice_runs_a_task_again_once() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        address = f"/admin/history/{await visitor.site.completed(png=b'png')}"
        once = (await visitor.http.get(address)).text.partition('name="once" value="')[2].partition('"')[0]
        sent = [await visitor.post(f"{address}/run-again", address, once=once) for _ in range(2)]
        assert sent[0].headers["location"] == sent[1].headers["location"] != address
        (key,) = await visitor.site.keyring.list()
        assert key.total_used == 2


async def test_a_picture_is_sent_sealed_and_only_to_the_operator() -> None:
    async with visiting() as visitor:
        task_id = await visitor.site.completed(svg=b"<svg><script>1</script></svg>")
        address = f"/admin/history/{task_id}/picture"
        assert (await visitor.http.get(f"{address}/svg")).status_code == 303
        await visitor.sign_in("admin", "adm")
        answer = await visitor.http.get(f"{address}/svg")
        assert answer.content == b"<svg><script>1</script></svg>"
        assert "sandbox" in answer.headers["content-security-policy"]
        for form in ("png", "exe"):
            assert (await visitor.http.get(f"{address}/{form}")).status_code == 404


async def test_candidates_are_listed_with_their_pictures() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        site = visitor.site
        task = await site.storage.task(await site.completed(png=b"first"))
        assert task is not None
        assert task.result is not None
        candidates = (Candidate(index=1, result=task.result, engine="vector/vector-1", score=0.5, best=True),)
        site.storage._at.tasks[task.id] = replace(task, result=replace(task.result, candidates=candidates))
        address = f"/admin/history/{task.id}"
        assert "delivered" in (await visitor.http.get(address)).text
        assert (await visitor.http.get(f"{address}/picture/png?candidate=1")).content == b"first"
        assert (await visitor.http.get(f"{address}/picture/png?candidate=2")).status_code == 404


async def test_a_task_whose_key_was_deleted_underneath_is_gone() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("admin", "adm")
        task_id = await visitor.site.submitted()
        (key,) = await visitor.site.keyring.list()
        await visitor.site.keyring.remove(key.id)
        for action in ("cancel", "run-again"):
            gone = await visitor.post(f"/admin/history/{task_id}/{action}", "/admin/keys")
            assert gone.status_code == 404
            assert "No such task" in gone.text
        assert (await visitor.http.get(f"/admin/history/{task_id}")).status_code == 404
