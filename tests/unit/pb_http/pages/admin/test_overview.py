from pathlib import Path

import pytest

from pb_core.testing.memory.plots import ScriptedPlots
from support.installations import installation_on
from support.visitors import visiting


async def test_an_overview_counts_and_links_to_plots_that_are_drawn_once() -> None:
    engine = ScriptedPlots()
    async with visiting(installation=installation_on(Path(), engine)) as visitor:
        await visitor.sign_in("admin", "adm")
        assert "No task in this time" in (await visitor.http.get("/admin")).text
        await visitor.site.completed(png=b"png")
        await visitor.site.submitted()
        text = (await visitor.http.get("/admin?days=1")).text
        assert "1 completed, 0 failed in all" in text
        assert 'src="/admin/plots/tasks?days=1&amp;at=' in text
        for _ in range(2):
            answer = await visitor.http.get("/admin/plots/tasks?days=1")
            assert answer.headers["content-type"] == "image/svg+xml"
            assert "sandbox" in answer.headers["content-security-policy"]
        assert len(engine.requests) == 1
        assert (await visitor.http.get("/admin/plots/cost")).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"), [("/admin?days=0", 422), ("/admin?days=many", 422), ("/admin/plots/other", 404)]
)
async def test_what_is_not_there_is_told_of(path: str, status: int) -> None:
    async with visiting(installation=installation_on(Path())) as visitor:
        await visitor.sign_in("admin", "adm")
        assert (await visitor.http.get(path)).status_code == status


async def test_plots_are_for_the_operator_only() -> None:
    async with visiting(installation=installation_on(Path())) as visitor:
        assert (await visitor.http.get("/admin/plots/tasks")).status_code == 303
