"""Changing a figure: by words, by its plan, by a button; each change is a new version, a task of its own."""

import hashlib

import anyio.to_thread
import msgspec
from litestar import Response, post
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from pb_core.application.plans import written
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.plan_diff import diff
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import MethodologyWork, ReviseBody, Work
from pb_core.domain.tasks import DiagramRecord, PlotRecord, Task
from pb_core.errors import InvalidRequest, NotFound, PaperBananaError
from pb_http.errors import on_domain_error
from pb_http.pages.access import posted, redirect
from pb_http.pages.forms import Form
from pb_http.pages.rendering import page
from pb_http.pages.studio.drafts import ONCE, Draft
from pb_http.pages.studio.quick_edits import edits_of, instruction, look_instruction
from pb_http.pages.studio.sourced_parts import subject_of
from pb_http.pages.studio.workbench import workbench
from pb_http.request import ApiRequest

WAYS = ("instruction", "plan", "edit", "look", "restore")
"""How a change is asked for, which is also where its page says what is wrong with it."""


class Foreseen(Struct, frozen=True):
    """What a change would do, in sentences; ``fault`` says what stands in its way."""

    changes: tuple[str, ...] = ()
    fault: str = ""


@post("/figures/{task_id:str}/changes", status_code=200)
async def change(
    request: ApiRequest, task_id: FromPath[str], form: FromQuery[str] = "mermaid"
) -> Response[str] | Response[None]:
    """Make a new version of a figure, or say what a change would do; what cannot be done is told where it was asked."""
    sent = await posted(request)
    task, record = await request.runtime.service.plan(request.api_key, task_id)
    record = _chosen(task, sent) or record
    way = sent.text("way")
    if sent.text("action") == "check":
        return await page(request, "studio/foreseen.html", foreseen=await _foreseen(request, task, record, sent))
    try:
        body = revision(record, sent)
        version = await request.runtime.service.revise(
            request.api_key, task.id, body, public_url=request.address, idempotency_key=_once(sent, body)
        )
    except PaperBananaError as error:
        told = on_domain_error(request, error)
        draft = Draft(
            values={name: sent.raw(name) for name in sent.fields},
            errors={way if way in WAYS else "instruction": told.content.detail},
        )
        return await workbench(request, task, sent.text("part"), form=form, draft=draft, status=told.status_code or 500)
    return redirect(request, f"/studio/figures/{version.id}")


def _chosen(task: Task, form: Form) -> DiagramRecord | PlotRecord | None:
    """What the candidate was drawn from that a form goes on with, if it names one; raises ``NotFound``."""
    name = form.text("candidate")
    if not name:
        return None
    found = task.result.candidate(int(name)) if task.result and name.isdecimal() and len(name) < 3 else None  # noqa: PLR2004 - digits
    if found is None:
        raise NotFound("This figure has no such candidate")
    return found.diagram or found.plot


def revision(record: DiagramRecord | PlotRecord, form: Form) -> ReviseBody:
    """The revision that a form asks for; raises ``InvalidRequest``."""
    match form.text("way"):
        case "instruction":
            body = ReviseBody(instruction=_required(form, "instruction", "Write what to change"))
        case "plan":
            body = ReviseBody(plan=_required(form, "plan", "The plan is empty"))
        case "edit" if isinstance(record, DiagramRecord):
            body = ReviseBody(instruction=_edit(record, form))
        case "look" if isinstance(record, DiagramRecord):
            body = _look(record, form)
        case "restore":
            body = ReviseBody(plan=written(record, "json").decode())
        case _:
            raise InvalidRequest("This figure cannot be changed in that way")
    require_valid(body)
    return body


def _required(form: Form, name: str, fault: str) -> str:
    if not form.text(name):
        raise InvalidRequest(fault)
    return form.raw(name)


def _edit(record: DiagramRecord, form: Form) -> str:
    found = subject_of(record.spec, form.text("part"))
    if found is None:
        raise InvalidRequest("This figure has no such part")
    edits = {edit.name: edit for edit in edits_of(record.spec, *found, record.styling.emphasis)}
    if form.text("edit") not in edits:
        raise InvalidRequest("This part cannot be changed in that way")
    return instruction(record.spec, edits[form.text("edit")], found[1], form.text("value"))


def _look(record: DiagramRecord, form: Form) -> ReviseBody:
    """Another look of the whole figure: in words what has words, its width by a plan that is the same otherwise."""
    words = look_instruction(form.text("direction"), form.text("palette"), form.text("theme"), form.text("ratio"))
    width = form.text("width")
    if not words and not width:
        raise InvalidRequest("Choose what shall be different")
    styling = FixedStyling(width=float(width) if width.isdecimal() else width) if width else None
    if words:
        return ReviseBody(instruction=words, styling=styling)
    return ReviseBody(plan=written(record, "json").decode(), styling=styling)


async def _foreseen(request: ApiRequest, task: Task, record: DiagramRecord | PlotRecord, form: Form) -> Foreseen:
    """What a change would do, without making it; nothing is charged."""
    try:
        body = revision(record, form)
        work = await request.runtime.service.versions.check(request.api_key, task, body)
    except InvalidRequest as error:
        return Foreseen(fault=str(error))
    if body.plan is None:
        return Foreseen()
    return Foreseen(changes=await anyio.to_thread.run_sync(_changes, record, work) or ("nothing is different",))


def _changes(record: DiagramRecord | PlotRecord, work: Work) -> tuple[str, ...]:
    if not isinstance(record, DiagramRecord) or not isinstance(work, MethodologyWork) or work.plan is None:
        return ("the plan fits the data",)
    look = work.styling.applied(record.styling, work.plan.spec)
    return diff(record.spec, work.plan.spec, record.styling, look).sentences


def _once(form: Form, body: ReviseBody) -> str | None:
    """The name of this change: a form that is sent twice makes one version, another change of the same page another."""
    once = form.text("once")
    digest = hashlib.blake2b(msgspec.json.encode(body), digest_size=8).hexdigest()
    return f"studio-{once}-{digest}" if ONCE.fullmatch(once) else None
