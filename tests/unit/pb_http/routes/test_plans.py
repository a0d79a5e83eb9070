"""What clients of the REST suite cannot see: reading a plan touches no picture."""

import pytest

from support.site import Site


@pytest.mark.parametrize("query", ["", "?format=json", "?format=mermaid"])
async def test_a_task_of_an_earlier_version_has_no_plan_and_no_byte_is_read(site: Site, query: str) -> None:
    answer = await site.http.get(f"/api/tasks/{await site.completed(png=b'png')}/plan{query}")

    assert answer.status_code == 404
    assert "an earlier version" in answer.json()["detail"]
    assert site.artifacts.reads == []
