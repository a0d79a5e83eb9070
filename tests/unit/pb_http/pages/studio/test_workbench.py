"""The page of a completed figure: whose it is, what it shows and sends; hostile words are words on it."""

import time
from typing import Any

import anyio
import pytest

from pb_core.domain.billing import KeyChange
from pb_core.domain.plots.faithfulness import Comparison, FaithfulnessReport
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.requests import UnreadableWork
from pb_core.domain.tasks import PlotRecord, Task, TaskKind, TaskResult
from pb_http.pages.studio import workbench
from pb_http.pages.studio.sourced_parts import SourcedFigure, sourced
from support.figures import HOSTILE, SVG, author, completed, end, finished
from support.sheets import BARS


async def test_the_page_shows_the_figure_its_source_and_its_parts() -> None:
    async with author() as visitor:
        answer = await visitor.http.get(f"/studio/figures/{await completed(visitor.site)}")
        assert answer.status_code == 200
        assert '<g data-part="element-0" data-kind="box" data-verdict="stated"' in answer.text
        assert "encoder → decoder" in answer.text
        assert 'data-parts="element-0 element-1 arrow-0">An encoder feeds a decoder.</a>' in answer.text
        assert "What the source says and the figure leaves out" in answer.text
        assert "confidence 50 %" in answer.text
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'; style-src 'self';" in policy
        assert "font-src 'self' data:" in policy


@pytest.mark.parametrize("where", ["source", "label", "caption"])
async def test_hostile_words_are_shown_as_words(where: str) -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site, **{where: HOSTILE})
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "{{7*7}}" in text


async def test_one_part_and_one_passage_are_shown_alone_or_on_the_page() -> None:
    async with author() as visitor:
        address = f"/studio/figures/{await completed(visitor.site)}"
        script = {"HX-Request": "true"}
        part = await visitor.http.get(f"{address}/parts/arrow-0", headers=script)
        assert "The source states it" in part.text
        assert "<html" not in part.text
        passage = await visitor.http.get(f"{address}/passages/1", headers=script)
        assert "3 parts rest on this" in passage.text
        plain = await visitor.http.get(f"{address}/parts/arrow-0")
        assert plain.headers["location"] == f"{address}?part=arrow-0"
        page = await visitor.http.get(plain.headers["location"])
        assert "The source states it" in page.text
        assert (await visitor.http.get(f"{address}/parts/arrow-9", headers=script)).status_code == 404


@pytest.mark.parametrize(
    ("form", "kind", "ending"),
    [
        ("png", "image/png", ".png"),
        ("svg", "image/svg+xml", ".svg"),
        ("plan.json", "application/json", ".json"),
        ("mermaid", "text/vnd.mermaid", ".mmd"),
    ],
)
async def test_files_are_sent_as_files_that_run_nothing(form: str, kind: str, ending: str) -> None:
    async with author() as visitor:
        address = f"/studio/figures/{await completed(visitor.site)}/files/{form}"
        answer = await visitor.http.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["content-disposition"].endswith(f'{ending}"')
        assert answer.headers["content-security-policy"].endswith("sandbox")
        again = await visitor.http.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


async def test_the_typefaces_of_a_drawing_are_a_style_sheet_of_their_own() -> None:
    async with author() as visitor:
        answer = await visitor.http.get(f"/studio/figures/{await completed(visitor.site)}/typefaces.css")
        assert answer.headers["content-type"].startswith("text/css")
        assert answer.text.startswith("@font-face{font-family:'A'")


@pytest.mark.parametrize("path", ["", "/parts/element-0", "/files/png", "/files/plan.json", "/typefaces.css"])
async def test_the_figure_of_another_key_is_not_there(path: str) -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        other, _ = await visitor.site.keyring.create("other", 1)
        await visitor.sign_in("studio", other)
        answer = await visitor.http.get(f"/studio/figures/{task_id}{path}", headers={"HX-Request": "true"})
        assert answer.status_code == 404
        assert "No such task" in answer.text


async def test_a_file_that_is_not_there_is_a_sentence() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        answer = await visitor.http.get(f"/studio/figures/{task_id}/files/pptx")
        assert answer.status_code == 404
        assert "produced no pptx" in answer.text


async def test_a_damaged_picture_is_told_and_the_other_one_shown() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        await visitor.site.damage(SVG)
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        assert "Damaged or lost in the server&#39;s store: svg" in text
        assert f'<img src="/studio/figures/{task_id}/files/png"' in text


async def test_a_key_that_is_disabled_meanwhile_sees_nothing_more() -> None:
    async with author() as visitor:
        task_id = await completed(visitor.site)
        (key,) = await visitor.site.keyring.list()
        await visitor.site.keyring.change(key.id, KeyChange(active=False))
        assert (await visitor.http.get(f"/studio/figures/{task_id}/files/png")).status_code == 303


async def test_a_figure_that_is_not_finished_says_so() -> None:
    async with author() as visitor:
        answer = await visitor.http.get(f"/studio/figures/{await visitor.site.submitted()}")
        assert answer.status_code == 200
        assert "pending" in answer.text


async def test_a_plot_tells_of_its_wishes_its_proof_and_its_table() -> None:
    async with author() as visitor:
        data = '[{"model": "<b>A</b>", "score": 1}, {"model": "B", "score": 2}]'
        record = PlotRecord(
            spec=BARS,
            report=FaithfulnessReport(comparisons=(Comparison(what="bars", points=2, deviation=0, tolerance=0.01),)),
            wishes=(
                WishOutcome(words="Bars", followed=True),
                WishOutcome(words="in gold", followed=False, note="There is no gold."),
            ),
            unknown=("glitter",),
        )
        task_id = await finished(
            visitor.site,
            "plot",
            {"data_json": data, "intent": "Bars of score"},
            TaskResult(description="Bars.", plot=record),
        )
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        for told in (
            "There is no gold.",
            "not followed",
            "<q>glitter</q>",
            "2 values agree with the data",
            "2 of 2 rows",
        ):
            assert told in text
        assert "&lt;b&gt;A&lt;/b&gt;" in text


async def test_a_prompt_is_shown_to_be_copied() -> None:
    async with author() as visitor:
        body = {"description": "an encoder"}
        task_id = await finished(visitor.site, "optimize-prompt", body, TaskResult(description=HOSTILE))
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        assert "&lt;script&gt;alert(1)" in text
        assert "data-copy" in text


async def test_a_composite_leads_to_its_panels() -> None:
    async with author() as visitor:
        site = visitor.site
        panels = [await completed(site), await completed(site)]
        task_id = await finished(site, "composite", {"source_task_ids": panels}, TaskResult(description="Two."))
        text = (await visitor.http.get(f"/studio/figures/{task_id}")).text
        assert all(f'href="/studio/figures/{panel}"' in text for panel in panels)
        assert "(b)" in text
        for panel in panels:  # whatever becomes of its figure
            site.storage._at.tasks.pop(panel)
        assert (await visitor.http.get(f"/studio/figures/{task_id}/panels/2")).content == b"png"
        assert (await visitor.http.get(f"/studio/figures/{task_id}/panels/3")).status_code == 404


async def test_what_a_paper_needs_stands_on_the_page_and_in_the_bundle() -> None:
    async with author() as visitor:
        address = f"/studio/figures/{await completed(visitor.site)}"
        text = (await visitor.http.get(address)).text
        assert "\\includegraphics" in text
        assert "Copy the alternative text" in text
        bundle = await visitor.http.get(f"{address}/bundle")
        assert bundle.headers["content-type"] == "application/zip"
        assert bundle.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (TaskKind.PROMPT_OPTIMIZATION, TaskResult(description="A clearer prompt.")),
        (
            TaskKind.STATISTICAL_PLOT,
            TaskResult(description="Bars.", plot=PlotRecord(spec=BARS, report=FaithfulnessReport(comparisons=()))),
        ),
    ],
)
async def test_what_was_asked_of_another_version_of_the_program_is_left_out(kind: TaskKind, result: TaskResult) -> None:
    async with author() as visitor:
        site = visitor.site
        (key,) = await site.keyring.list()
        work, now = UnreadableWork(fields=("work",)), site.clock.now()
        await site.storage.accept(
            Task(id="t", key_id=key.id, kind=kind, endpoint="plot", work=work, public_url="", created_at=now)
        )
        await end(site, result)
        answer = await visitor.http.get("/studio/figures/t")
        assert answer.status_code == 200
        assert "What it was made of" not in answer.text


async def test_one_source_is_indexed_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way: list[int] = []
    seen: list[int] = []

    def slow(*given: Any) -> SourcedFigure:  # noqa: ANN401 - what the page gives
        under_way.append(1)
        seen.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        return sourced(*given)

    monkeypatch.setattr(workbench, "sourced", slow)
    async with author() as visitor:
        address = f"/studio/figures/{await completed(visitor.site)}"
        async with anyio.create_task_group() as readers:
            for _ in range(3):
                readers.start_soon(visitor.http.get, address)
    assert seen == [1, 1, 1]
