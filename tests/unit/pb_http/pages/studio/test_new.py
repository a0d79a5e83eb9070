"""Forms of requests: what they keep, what they refuse, and that one form makes one task."""

from collections.abc import AsyncIterator

import pytest

from support.visitors import Visitor, api_key_of, visiting

FORM = "/studio/new/diagram"
HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}</textarea>"
TEXT = "An encoder feeds a decoder."
ONCE = "x" * 24


@pytest.fixture
async def author() -> AsyncIterator[Visitor]:
    """Somebody who is signed in to the studio."""
    async with visiting() as someone:
        await someone.sign_in("studio", api_key_of(someone.site))
        yield someone


async def tasks(author: Visitor) -> list[dict[str, str]]:
    """The author's tasks."""
    listed: list[dict[str, str]] = (await author.site.http.get("/api/tasks")).json()["tasks"]
    return listed


async def test_a_form_that_is_sent_twice_makes_one_task(author: Visitor) -> None:
    sent = [await author.post(FORM, FORM, caption="Figure 1", source_context=TEXT, once=ONCE) for _ in range(2)]
    (task,) = await tasks(author)
    assert [answer.status_code for answer in sent] == [303, 303]
    assert {answer.headers["location"] for answer in sent} == {f"/studio/figures/{task['task_id']}"}


async def test_a_form_that_was_sent_and_is_changed_can_be_sent_again(author: Visitor) -> None:
    await author.post(FORM, FORM, caption="Figure 1", source_context=TEXT, once=ONCE)
    changed = await author.post(FORM, FORM, caption="Figure 2", source_context=TEXT, once=ONCE)
    assert changed.status_code == 422
    assert "press the button again to make another one" in changed.text
    assert "Figure 2" in changed.text
    assert ONCE not in changed.text
    assert len(await tasks(author)) == 1


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"source_context": TEXT}, "caption", "Caption is required"),
        ({"source_context": TEXT, "caption": HOSTILE, "iterations": "many"}, "iterations", "Rounds must be a whole"),
        ({"caption": HOSTILE}, "source_context", "Text is required"),
        ({"source_context": TEXT, "caption": HOSTILE, "styling.width": "9"}, "styling.width", "Print width"),
        ({"source_context": "x" * 2_000_001, "caption": HOSTILE}, "source_context", "Text must have at most 2000000"),
        ({"plan": '{"version": 9}', "caption": HOSTILE}, "plan", "plan.version"),
        ({"source_context": TEXT, "caption": HOSTILE, "aspect_ratio": "7:1"}, "aspect_ratio", "Ratio must be one of"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    author: Visitor, fields: dict[str, str], name: str, sentence: str
) -> None:
    refused = await author.post(FORM, FORM, **fields)
    assert refused.status_code == 422
    assert f'<a href="#f-{name}">{sentence}' in refused.text
    assert f'<p class="error" id="h-{name}">{sentence}' in refused.text
    assert HOSTILE not in refused.text
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in refused.text) == (HOSTILE in fields.values())
    assert refused.text.count(TEXT) == ("source_context" in fields and fields["source_context"] == TEXT)
    assert await tasks(author) == []


async def test_ten_megabytes_are_answered_with_a_sentence(author: Visitor) -> None:
    fields = {"csrf": await author.token(FORM), "caption": "Figure 1", "source_context": "word " * 2_000_000}
    refused = await author.http.post(FORM, data=fields, files={"file": ("", b"")})
    assert refused.status_code == 422
    assert "Text must have at most 2000000 characters" in refused.text


async def test_an_exhausted_quota_keeps_the_form(author: Visitor) -> None:
    key = author.site.http.headers["authorization"].removeprefix("Bearer ")
    await author.site.http.patch(
        f"/api/admin/keys/{key}", json={"quota_remaining": 0}, headers={"Authorization": "Bearer adm"}
    )
    refused = await author.post(FORM, FORM, caption="Figure 1", source_context=TEXT)
    assert refused.status_code == 403
    assert "The quota of this API key is exhausted" in refused.text
    assert TEXT in refused.text


async def test_an_estimate_charges_nothing_and_stands_in_the_form_or_alone(author: Visitor) -> None:
    fields = {"caption": "Figure 1", "source_context": TEXT, "action": "estimate"}
    whole = await author.post(FORM, FORM, **fields)
    assert whole.status_code == 200
    assert "<textarea" in whole.text
    token = await author.token(FORM)
    part = await author.http.post(FORM, data=fields, headers={"HX-Request": "true", "X-CSRF-Token": token})
    assert part.status_code == 200
    assert "<textarea" not in part.text
    for answer in (whole, part):
        assert "<dt>Price</dt>" in answer.text
        assert "$PAPERBANANA_API_KEY" in answer.text
    refused = await author.http.post(
        FORM, data=fields | {"caption": " "}, headers={"HX-Request": "true", "X-CSRF-Token": token}
    )
    assert (refused.status_code, "Caption is required" in refused.text) == (200, True)
    assert await tasks(author) == []


async def test_a_form_is_filled_with_a_sample_or_with_an_earlier_request(author: Visitor) -> None:
    sample = await author.http.get(FORM, params={"example": "from-plan"})
    assert "Pretraining" in sample.text
    assert (await author.http.get(FORM, params={"example": "from-pdf"})).status_code == 404
    made = await author.post(FORM, FORM, **{"caption": "Figure 9", "source_context": TEXT, "styling.palette": "slate"})
    task_id = made.headers["location"].rsplit("/", 1)[1]
    again = await author.http.get(FORM, params={"again": task_id})
    assert "Figure 9" in again.text
    assert TEXT in again.text
    assert '<option value="slate" selected>' in again.text
    assert (await author.http.get("/studio/new/prompt", params={"again": task_id})).status_code == 404


async def test_a_form_without_its_token_is_refused(author: Visitor) -> None:
    assert (await author.http.post(FORM, data={"caption": "x", "source_context": TEXT})).status_code == 403
    assert (await author.http.get("/studio/new/unknown")).status_code == 404


async def test_a_prompt_is_sent_too(author: Visitor) -> None:
    made = await author.post("/studio/new/prompt", "/studio/new/prompt", description="An encoder.")
    assert made.status_code == 303
    (task,) = await tasks(author)
    assert task["diagram_type"] == "prompt_optimization"
