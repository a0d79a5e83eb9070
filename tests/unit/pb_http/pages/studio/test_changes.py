"""A change of a figure is a new version; what cannot be done is told where it was asked for, with what was typed."""

import json

import httpx
import pytest
from msgspec.structs import replace

from pb_core.domain.tasks import Candidate, TaskQuery
from support.figures import HOSTILE, SOURCE, author, completed, diagram, end, finished
from support.visitors import Visitor


async def change(visitor: Visitor, task_id: str, **fields: str) -> httpx.Response:
    """Post a change from the page of a figure."""
    page = f"/studio/figures/{task_id}"
    return await visitor.post(f"{page}/changes", page, **fields)


async def versions(visitor: Visitor) -> list[str | None]:
    """The parents of all tasks of the site's key, newest first."""
    (key,) = await visitor.site.keyring.list()
    return [line.parent for line in await visitor.site.storage.list_tasks(key.id, TaskQuery())]


@pytest.mark.parametrize(
    "fields",
    [
        {"way": "instruction", "instruction": "make it clearer"},
        {"way": "plan", "plan": json.dumps({"elements": [{"id": "a", "label": "encoder"}]})},
        {"way": "edit", "part": "element-0", "edit": "rename", "value": "coder"},
        {"way": "edit", "part": "arrow-0", "edit": "reverse"},
        {"way": "look", "palette": "slate"},
        {"way": "look", "width": "89"},
        {"way": "restore"},
    ],
)
async def test_each_way_makes_a_version_of_the_figure(fields: dict[str, str]) -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        answer = await change(visitor, task_id, **fields)
        assert answer.status_code == 303
        assert await versions(visitor) == [task_id, None]
        assert answer.headers["location"] != f"/studio/figures/{task_id}"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"way": "instruction", "instruction": "  "}, "Write what to change"),
        ({"way": "plan", "plan": '{"elements": 1}'}, "plan.elements"),
        ({"way": "plan", "plan": HOSTILE}, "Mermaid is not read"),
        ({"way": "edit", "part": "element-0", "edit": "rename", "value": ""}, "Name is required"),
        ({"way": "edit", "part": "element-0", "edit": "explode"}, "cannot be changed in that way"),
        ({"way": "edit", "part": "element-7", "edit": "remove"}, "no such part"),
        ({"way": "look", "width": "wide"}, "styling.width"),
        ({"way": "look", "palette": HOSTILE}, "can be chosen"),
        ({"way": "look"}, "Choose what shall be different"),
        ({"way": "teleport"}, "cannot be changed in that way"),
    ],
)
async def test_what_cannot_be_done_costs_nothing_and_loses_nothing(fields: dict[str, str], told: str) -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        answer = await change(visitor, task_id, **fields)
        assert answer.status_code == 422
        assert told in answer.text
        assert "<script>" not in answer.text
        assert await versions(visitor) == [None]


async def test_what_was_typed_stands_in_the_field_again() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        answer = await change(visitor, task_id, way="plan", plan='{"elements": [{"id": "<i>"}]}')
        assert "{&#34;elements&#34;: [{&#34;id&#34;: &#34;&lt;i&gt;&#34;}]}</textarea>" in answer.text


async def test_a_plan_is_checked_while_it_is_typed_and_nothing_is_charged() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        plan = {"elements": [{"id": "enc", "label": "encoder"}, {"id": "mem", "label": "decoder"}]}
        right = await change(visitor, task_id, way="plan", action="check", plan=json.dumps(plan))
        assert "It would change:" in right.text
        assert "removed" in right.text
        wrong = await change(visitor, task_id, way="plan", action="check", plan='{"elements":\n[}')
        assert "at line 2" in wrong.text
        assert 'data-line="2"' in wrong.text
        assert "<html" not in wrong.text
        assert await versions(visitor) == [None]


async def test_the_same_form_sent_twice_makes_one_version_and_another_change_of_it_another() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        once = "a" * 20
        first = await change(visitor, task_id, way="restore", once=once)
        again = await change(visitor, task_id, way="restore", once=once)
        other = await change(visitor, task_id, way="instruction", instruction="x", once=once)
        assert first.headers["location"] == again.headers["location"] != other.headers["location"]


async def test_a_change_without_the_token_of_the_session_is_none() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        answer = await visitor.http.post(f"/studio/figures/{task_id}/changes", data={"way": "restore"})
        assert answer.status_code == 403
        assert await versions(visitor) == [None]


async def test_the_figure_of_another_key_cannot_be_changed() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        other, _ = await visitor.site.keyring.create("other", 1)
        await visitor.sign_in("studio", other)
        answer = await visitor.post(f"/studio/figures/{task_id}/changes", "/studio/figures", way="restore")
        assert answer.status_code == 404


async def test_an_exhausted_quota_is_told_at_the_field() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        for number in range(9):
            await change(visitor, task_id, way="instruction", instruction=f"change {number}")
        answer = await change(visitor, task_id, way="instruction", instruction="once more")
        assert answer.status_code == 403
        assert "once more</textarea>" in answer.text
        assert "quota" in answer.text


async def test_the_versions_of_a_figure_stand_side_by_side_with_what_changed() -> None:
    async with author() as visitor:
        first = await completed(visitor.site)
        (key,) = await visitor.site.keyring.list()
        answer = await change(visitor, first, way="instruction", instruction=f"rename it {HOSTILE}")
        second = answer.headers["location"].removeprefix("/studio/figures/")
        await end(visitor.site, diagram(SOURCE, "coder"))
        text = (await visitor.http.get(f"/studio/figures/{second}/versions")).text
        assert "Version 1" in text
        assert "Version 2 <small>this one</small>" in text
        assert "&#39;encoder&#39; is called &#39;coder&#39;" in text
        assert "<script>alert" not in text
        assert f'action="/studio/figures/{first}/changes"' in text
        page = (await visitor.http.get(f"/studio/figures/{second}")).text
        assert "Version 2 of 2" in page
        assert key.quota_remaining == 9


async def test_a_version_whose_parent_is_gone_says_so() -> None:
    async with author() as visitor:
        first = await completed(visitor.site)
        answer = await change(visitor, first, way="restore")
        second = answer.headers["location"]
        await end(visitor.site, diagram(SOURCE, "encoder"))
        visitor.site.storage._at.tasks.pop(first)
        text = (await visitor.http.get(f"{second}/versions")).text
        assert "no longer kept" in text
        assert (await visitor.http.get(second)).status_code == 200
        assert (await visitor.http.get(f"/studio/figures/{first}")).status_code == 404


async def test_another_candidate_is_gone_on_with_as_a_new_version() -> None:
    async with author() as visitor:
        body = {"source_context": SOURCE, "caption": "Figure 1"}
        made = tuple(
            Candidate(index=number, result=diagram(SOURCE, label), engine="vector/1", best=number == 1, score=7.25)
            for number, label in enumerate(("encoder", HOSTILE), 1)
        )
        task_id = await finished(visitor.site, "generate", body, replace(made[0].result, candidates=made))
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        assert "Go on with candidate 2" in text
        assert "Go on with candidate 1" not in text
        answer = await change(visitor, task_id, way="restore", candidate="2")
        version = await visitor.site.storage.task(answer.headers["location"].rpartition("/")[2])
        assert version is not None
        assert version.work.plan.spec.elements[0].label == HOSTILE
        assert (await change(visitor, task_id, way="restore", candidate="9")).status_code == 404
