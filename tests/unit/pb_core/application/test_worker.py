import asyncio
import base64
import threading
from datetime import datetime, timedelta
from typing import Any

import anyio
import msgspec
import pytest

from pb_core.application import exemplars
from pb_core.application.engines import Engines
from pb_core.application.waiting import Patience
from pb_core.application.workflows import methodology, plan_support
from pb_core.domain.billing import Caps, KeyChange, Spent
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.pictures import Picture
from pb_core.domain.questions import Plan, Scores, Verdict
from pb_core.domain.requests import GenerateFromPdfBody
from pb_core.domain.tasks import ClaimedTask, Lease, Task, TaskStatus
from pb_core.errors import (
    EngineUnavailable,
    InvalidRequest,
    KeyDisabled,
    NotFound,
    NothingToDraw,
    OutcomeUnknown,
    QuotaExhausted,
)
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import write_pdf
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm
from support.installation import DIAGRAM, PROMPT, HangingVlm, installation, running

SEEN_BEFORE = ["plan", "style", "round/1/draw", "round/1/critique"]


async def test_a_diagram_is_drawn_criticised_and_delivered() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    task = await core.service.submit(core.key, DIAGRAM)

    assert await core.worker().run_once()

    task = await core.again(task)
    assert task.status is TaskStatus.COMPLETED
    assert await core.names(task) == ["probe/scripted/scripted-1", *SEEN_BEFORE]
    _, artifact = await core.service.artifact(core.key, task.id, "png")
    assert (await core.service.artifact_bytes(task, artifact)).startswith(b"\x89PNG")


async def test_a_model_is_shown_a_token_before_anything_is_bought_for_its_critique() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    for steps in (["probe/scripted/scripted-1", *SEEN_BEFORE], SEEN_BEFORE):
        task = await core.service.submit(core.key, DIAGRAM)
        await core.worker().run_once()
        assert await core.names(task) == steps
    assert [len(request.images) for request in core.vlm.requests if request.role == "critic"] == [1, 1]


async def test_a_model_is_shown_a_token_before_it_reads_pages_as_pictures() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    pdf = base64.b64encode(write_pdf((SOURCE, None))).decode()
    task = await core.service.submit(core.key, GenerateFromPdfBody(caption="Figure 1", pdf_base64=pdf, iterations=2))
    await core.worker().run_once()
    assert await core.names(task) == ["extract", "probe/scripted/scripted-1", *SEEN_BEFORE]


async def test_a_blind_model_judges_no_painting_and_loses_none() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    core.vlm.script("vision", '{"text": "a diagram"}')
    task = await core.service.submit(core.key, DIAGRAM)
    await core.worker().run_once()
    task = await core.again(task)
    assert (task.status, task.error) == (TaskStatus.COMPLETED, None)
    assert await core.names(task) == ["probe/scripted/scripted-1", "plan", "style", "round/1/draw"]
    assert task.result is not None
    assert "scripted/scripted-1 does not see pictures, so nobody judged the painted figure: one round was painted." in (
        task.result.notes
    )


async def test_a_setting_turns_the_probe_off() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    core.tools = msgspec.structs.replace(core.tools, probe_vision=False)
    task = await core.service.submit(core.key, DIAGRAM)
    await core.worker().run_once()
    assert await core.names(task) == SEEN_BEFORE


class PaidVlm(ScriptedVlm):
    """Costs a cent a call, and says so beforehand; the answer does not tell."""

    def estimate(self, _request: VlmRequest, /) -> int:
        return 10_000


async def test_a_task_that_reaches_its_cap_delivers_what_was_drawn() -> None:
    core = await installation(PaidVlm(sees_images=True))
    core.tools = msgspec.structs.replace(core.tools, caps=Caps(task_micros=21_000), probe_vision=False)
    task = await core.service.submit(core.key, DIAGRAM)
    await core.worker().run_once()
    task = await core.again(task)
    assert (task.status, task.error) == (TaskStatus.COMPLETED, None)
    assert task.result is not None
    assert (
        "is expected to cost $0.0015 and could pass the spending cap of $0.021 for this task: $0.02 are spent"
        in task.result.notes[0]
    )
    assert await core.names(task) == ["plan", "style", "round/1/draw"]
    assert await core.artifacts.get(core.key.id, task.result.artifacts[0].digest)
    assert [request.role for request in core.vlm.requests] == ["planner", "stylist"]
    assert await core.storage.spent(core.key.id) == Spent(settled_micros=20_000)


async def test_the_providers_own_picture_is_kept_and_its_deviations_are_told() -> None:
    class Jpeg(ScriptedImages):
        async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
            reply = await super().draw(request, submission)
            sent = Picture(format="jpeg", media_type="image/jpeg", data=b"as sent", width=9, height=5)
            return msgspec.structs.replace(reply, original=sent, notes=("Margins were added.",))

    core = await installation()
    core.tools = msgspec.structs.replace(core.tools, engines=Engines(vlm=core.vlm, images=Jpeg()))
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))
    await core.worker().run_once()
    result = (await core.again(task)).result
    assert result is not None
    assert "Margins were added." in result.notes
    drawing = msgspec.json.decode((await core.service.steps(task))[-1].result or b"", type=methodology.Drawing)
    assert await core.artifacts.get(core.key.id, drawing.originals[0].digest) == b"as sent"


async def test_with_one_iteration_no_critic_is_paid() -> None:
    core = await installation()
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))

    await core.worker().run_once()

    assert await core.names(task) == ["plan", "style", "round/1/draw"]


async def test_what_the_source_does_not_say_is_left_out_and_named() -> None:
    core = await installation()

    spec = DiagramSpec(
        elements=(
            Element(id="encoder", label="encoder", evidence="The encoder maps tokens to vectors"),
            Element(id="gan", label="Discriminator", evidence="A discriminator judges the summary"),
        ),
        connections=(Connection(source="gan", target="encoder"),),
    )
    core.vlm.script("planner", *[msgspec.json.encode(Plan(spec=spec, description="d")).decode()] * 2)
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))

    await core.worker().run_once()

    drawn = core.images.requests[0].spec
    assert [element.id for element in drawn.elements] == ["encoder"]
    result = (await core.again(task)).result
    assert result is not None
    assert any(note.startswith("Left out: 'Discriminator': ") for note in result.notes)


async def test_a_prompt_is_optimised_without_a_picture() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)

    await core.worker().run_once()

    task = await core.again(task)
    assert task.result is not None
    assert (task.result.description, task.result.artifacts) == ("Subject: draw an encoder", ())
    with pytest.raises(NotFound):
        await core.service.artifact(core.key, task.id, "png")


async def test_an_unusable_answer_is_repaired_once() -> None:
    core = await installation()
    core.vlm.script("stylist", "no JSON")
    task = await core.service.submit(core.key, PROMPT)

    await core.worker().run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert await core.names(task) == ["optimize", "optimize/repair"]
    assert "could not be used" in core.vlm.requests[1].prompt


async def test_a_second_unusable_answer_fails_the_task_and_is_never_accepted() -> None:
    core = await installation()
    core.vlm.script("stylist", "no JSON", '{"description": ""}')
    task = await core.service.submit(core.key, PROMPT)

    await core.worker().run_once()

    task = await core.again(task)
    assert (task.status, task.result) == (TaskStatus.FAILED, None)
    assert "form that was asked for" in str(task.error)


async def test_a_critic_that_skips_an_item_is_asked_again() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    scores = Scores(faithfulness=9, conciseness=9, readability=9, aesthetics=9)
    core.vlm.script("critic", msgspec.json.encode(Verdict(items=(), scores=scores)).decode())
    task = await core.service.submit(core.key, DIAGRAM)

    await core.worker().run_once()

    assert "round/1/critique/repair" in await core.names(task)


async def test_a_lost_answer_is_asked_for_once_more() -> None:
    core = await installation()
    core.images.scripts.append(OutcomeUnknown("lost"))
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))

    await core.worker().run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    draw = (await core.service.steps(task))[-1]
    assert (draw.attempts, draw.abandoned, len(core.images.requests)) == (2, 1, 2)


async def test_a_cancelled_worker_gives_the_task_back_without_counting_the_attempt() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)

    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run)
        await vlm.called.wait()
        group.cancel_scope.cancel()

    task = await core.again(task)
    assert (task.status, task.attempt) == (TaskStatus.PENDING, 0)


class CancellingVlm(ScriptedVlm):
    """Raises a cancellation that nobody asked for, as a client library may do when its connection closes."""

    async def complete(self, request: VlmRequest) -> VlmReply:  # noqa: ARG002 - the signature of the port
        raise asyncio.CancelledError


async def test_an_engine_that_cancels_itself_fails_its_task_and_leaves_the_worker_at_work() -> None:
    core = await installation(CancellingVlm())
    tasks = [await core.service.submit(core.key, DIAGRAM) for _ in range(2)]

    async with running(core.worker(concurrency=1)):
        ended = [await core.service.wait(core.key, task.id, 5) for task in tasks]

    assert {task.error for task in ended} == {"An engine cancelled its own call: submit again"}


async def test_a_cancelled_asyncio_task_gives_its_task_back() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, DIAGRAM)
    working = asyncio.ensure_future(core.worker().run_once())
    await vlm.called.wait()

    working.cancel()

    with pytest.raises(asyncio.CancelledError):
        await working
    assert (await core.again(task)).status is TaskStatus.PENDING


async def test_a_worker_cancelled_while_it_claims_holds_no_task() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    claim, claimed = core.storage.claim_task, anyio.Event()

    async def slow_claim(now: datetime, lease: timedelta, token: str, most: int | None = None) -> ClaimedTask | None:
        got = await claim(now, lease, token, most)
        claimed.set()
        await anyio.lowlevel.checkpoint()
        return got

    core.storage.claim_task = slow_claim  # type: ignore[method-assign]  # the commit is over, its answer on the way
    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await claimed.wait()
        group.cancel_scope.cancel()

    task = await core.again(task)
    assert (task.status, task.attempt) == (TaskStatus.PENDING, 0)


async def test_a_fault_in_ending_one_task_does_not_end_the_worker() -> None:
    core = await installation()
    poisoned = await core.service.submit(core.key, PROMPT)
    finish = core.storage.finish_task

    async def broken(lease: Lease, *rest: Any) -> Task:  # noqa: ANN401 - passed on as it is
        if lease.holds == poisoned.id:
            raise ZeroDivisionError
        return await finish(lease, *rest)

    core.storage.finish_task = broken  # type: ignore[method-assign]  # a bug, as far as the worker can know
    async with running(core.worker(concurrency=1)):
        await core.clock.until_asleep()
        healthy = await core.service.submit(core.key, PROMPT)
        healthy = await core.service.wait(core.key, healthy.id, 60)

    assert healthy.status is TaskStatus.COMPLETED


async def test_no_text_of_a_caller_is_logged_when_a_task_fails(caplog: pytest.LogCaptureFixture) -> None:
    core = await installation()
    core.vlm.script("stylist", NothingToDraw("The source does not mention 'Quokkaformer'"))
    task = await core.service.submit(core.key, PROMPT)

    await core.worker().run_once()

    assert "Quokkaformer" in str((await core.again(task)).error)
    assert "Quokkaformer" not in caplog.text
    assert "NothingToDraw" in caplog.text


async def test_a_webhook_that_meets_a_bug_is_tried_as_often_as_any_other() -> None:
    core = await installation()
    core.key = await core.keyring.change(core.key.id, KeyChange(webhook_url="https://example.org/hook"))
    task = await core.service.submit(core.key, PROMPT)
    await core.worker().run_once()

    async def broken(*_: object) -> int:
        raise ZeroDivisionError

    core.notifier.post = broken  # type: ignore[method-assign]  # a bug, as far as the outbox can know
    assert await core.outbox().run_once()

    (delivery,) = await core.storage.deliveries(task.id)
    assert (delivery.state, len(delivery.attempts)) == ("pending", 1)
    assert "internal fault" in str(delivery.attempts[0].error)
    assert delivery.next_at > core.clock.now()


@pytest.mark.parametrize("iterations", [1, 2])
async def test_what_reads_a_whole_source_runs_beside_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, iterations: int
) -> None:
    threads: dict[str, set[int]] = {}
    for module, name in ((exemplars, "retrieve"), (plan_support, "check_support")):
        work = getattr(module, name)

        def recorded(*given: Any, work: Any = work, name: str = name, **named: Any) -> Any:  # noqa: ANN401 - passed on
            threads.setdefault(name, set()).add(threading.get_ident())
            return work(*given, **named)

        monkeypatch.setattr(module, name, recorded)
    core = await installation()
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=iterations))

    await core.worker().run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert set(threads) == {"retrieve", "check_support"}
    assert all(threading.get_ident() not in used for used in threads.values())


async def test_a_resumed_task_repeats_no_finished_step_and_polls_a_submitted_job() -> None:
    core = await installation()
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))
    core.images.scripts.append(KeyboardInterrupt())  # type: ignore[arg-type] # dies like a killed process: no except clause runs for it
    with pytest.raises(BaseExceptionGroup):
        await core.worker().run_once()
    await core.crash()

    await core.worker().run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert [request.role for request in core.vlm.requests] == ["planner", "stylist"]
    assert core.images.refs == [None, "job-1"]
    draw = (await core.service.steps(task))[-1]
    assert (draw.attempts, draw.abandoned) == (2, 1)


DOWN = EngineUnavailable("The provider is unavailable (HTTP 503).")


async def test_a_task_that_meets_an_outage_is_put_back_and_ends_well_after_it() -> None:
    core = await installation()
    core.vlm.script("stylist", DOWN, DOWN)
    task = await core.service.submit(core.key, DIAGRAM)
    worker = core.worker()
    assert await worker.run_once()

    waiting = await core.again(task)
    assert (waiting.status, waiting.error, waiting.attempt) == (TaskStatus.PENDING, None, 0)
    assert (waiting.waits_for, waiting.not_before) == (str(DOWN), core.clock.now() + timedelta(seconds=15))
    assert not await worker.run_once()
    core.clock.advance(15)
    assert await worker.run_once()
    assert (await core.again(task)).not_before == core.clock.now() + timedelta(seconds=30)
    core.clock.advance(30)
    assert await worker.run_once()

    task = await core.again(task)
    assert (task.status, task.waits_for, task.put_backs) == (TaskStatus.COMPLETED, None, 2)
    assert [request.role for request in core.vlm.requests] == ["planner", *["stylist"] * 3]


async def test_a_task_is_put_back_up_to_its_deadline_and_says_so() -> None:
    core = await installation()
    core.vlm.script("stylist", *[DOWN] * 3)
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker(patience=Patience(deadline=timedelta(seconds=40)))
    for seconds in (15, 21, 0):
        assert await worker.run_once()
        core.clock.advance(seconds)

    task = await core.again(task)
    assert task.status is TaskStatus.FAILED
    assert task.error == (
        "The provider is unavailable (HTTP 503); the task was tried again, "
        "and its deadline of 40 seconds leaves no time for another try"
    )


async def test_a_task_whose_figure_is_drawn_is_not_put_back() -> None:
    core = await installation(ScriptedVlm(sees_images=True))
    core.vlm.script("critic", DOWN)
    task = await core.service.submit(core.key, DIAGRAM)
    await core.worker().run_once()

    task = await core.again(task)
    assert task.status is TaskStatus.COMPLETED
    assert task.result is not None
    assert any("unavailable (HTTP 503)" in note for note in task.result.notes)


async def test_tasks_for_engines_that_answer_do_not_wait_for_those_that_do_not() -> None:
    core = await installation()
    core.vlm.script("planner", DOWN)
    await core.service.submit(core.key, DIAGRAM)
    healthy = await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    assert await worker.run_once()
    assert await worker.run_once()

    assert (await core.again(healthy)).status is TaskStatus.COMPLETED


async def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)

    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await vlm.called.wait()
        core.clock.advance(61)
        rival = core.opened()
        await rival.rescue(core.clock.now())
        other = await rival.claim_task(core.clock.now(), timedelta(seconds=600), "other")
        vlm.free.set()

    assert other is not None
    task = await core.again(task)
    assert task.status is TaskStatus.RUNNING
    await rival.renew_task(other.lease, timedelta(seconds=600))


async def test_a_heartbeat_renews_the_lease() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    await core.service.submit(core.key, PROMPT)

    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await vlm.called.wait()
        for _ in range(6):
            await core.clock.until_asleep()
            core.clock.advance(20)
        await core.clock.until_asleep()
        assert await core.opened().rescue(core.clock.now()) == 0
        vlm.free.set()


async def test_a_key_deleted_in_mid_task_takes_every_byte_with_it() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    await core.service.submit(core.key, DIAGRAM)

    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await vlm.called.wait()
        await core.keyring.remove(core.key.id)
        vlm.free.set()

    assert await core.storage.key(core.key.id) is None
    assert core.images.requests == []


async def test_running_workers_share_the_work_and_stop_when_asked() -> None:
    core = await installation()
    tasks = [await core.service.submit(core.key, PROMPT) for _ in range(20)]

    async with running(core.worker(concurrency=4)), running(core.worker(concurrency=4)):
        for task in tasks:
            await core.service.wait(core.key, task.id, 60)

    assert {(await core.again(task)).status for task in tasks} == {TaskStatus.COMPLETED}
    assert len(core.vlm.requests) == 20


async def test_a_webhook_is_sent_signed_and_recorded() -> None:
    core = await installation()
    core.key = await core.keyring.change(
        core.key.id, KeyChange(webhook_url="https://example.org/hook", webhook_secret="s")
    )
    task = await core.service.submit(
        core.key, msgspec.structs.replace(DIAGRAM, webhook_include_image=True), public_url="http://x"
    )
    await core.worker().run_once()

    assert await core.outbox().run_once()

    notice = core.notifier.notices[0]
    body = msgspec.json.decode(notice.body)
    assert (body["event"], body["image_url"]) == ("task.completed", f"http://x/api/tasks/{task.id}/image")
    assert body["image_base64"].startswith("iVBOR")
    assert dict(notice.headers)["User-Agent"] == "PaperBanana-Webhook/9"
    assert dict(notice.headers)["X-PaperBanana-Signature"].startswith("sha256=")
    assert (await core.storage.deliveries(task.id))[0].state == "delivered"


async def test_an_empty_url_means_no_callback() -> None:
    core = await installation()
    core.key = await core.keyring.change(core.key.id, KeyChange(webhook_url="https://example.org/hook"))
    task = await core.service.submit(core.key, msgspec.structs.replace(PROMPT, webhook_url=""))

    await core.worker().run_once()

    assert await core.storage.deliveries(task.id) == ()


async def test_a_refused_submission_costs_nothing() -> None:
    core = await installation()
    limited = (await core.keyring.create("limited", 1))[1]
    for body in (
        msgspec.structs.replace(DIAGRAM, caption=" "),
        msgspec.structs.replace(DIAGRAM, image_model="nano-banana-pro"),
        msgspec.structs.replace(DIAGRAM, vlm_provider="kie"),
        msgspec.structs.replace(DIAGRAM, webhook_url="http://127.0.0.1/"),
        msgspec.structs.replace(DIAGRAM, webhook_url="ftp://example.org/"),
    ):
        with pytest.raises(InvalidRequest):
            await core.service.submit(limited, body)

    assert (await core.keyring.find(limited.id)).quota_remaining == 1


async def test_an_exhausted_key_cannot_submit_but_can_read() -> None:
    core = await installation()
    limited = (await core.keyring.create("limited", 1))[1]
    task = await core.service.submit(limited, PROMPT)

    with pytest.raises(QuotaExhausted):
        await core.service.submit(await core.keyring.find(limited.id), PROMPT)

    assert (await core.service.task(limited, task.id)).id == task.id


async def test_a_disabled_key_is_refused() -> None:
    core = await installation()
    value, key = await core.keyring.create("off")
    await core.keyring.change(value, KeyChange(active=False))

    with pytest.raises(KeyDisabled):
        await core.keyring.authenticate(value)
    with pytest.raises(KeyDisabled):
        await core.service.submit(await core.keyring.find(key.id), PROMPT)


async def test_foreign_tasks_are_not_found() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    stranger = (await core.keyring.create("stranger"))[1]

    with pytest.raises(NotFound):
        await core.service.task(stranger, task.id)


async def test_the_same_idempotency_key_gives_the_same_task() -> None:
    core = await installation()
    limited = (await core.keyring.create("limited", 1))[1]
    first = await core.service.submit(limited, PROMPT, idempotency_key="k")

    again = await core.service.submit(await core.keyring.find(limited.id), PROMPT, idempotency_key="k")

    assert again.id == first.id
    with pytest.raises(InvalidRequest):
        await core.service.submit(limited, DIAGRAM, idempotency_key="k")
    with pytest.raises(InvalidRequest):
        await core.service.submit(limited, PROMPT, idempotency_key="")
