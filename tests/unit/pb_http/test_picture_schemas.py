"""Pictures in answers: their addresses, and those that are damaged."""

import pytest
from msgspec import UNSET

from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Candidate, TaskResult
from pb_core.testing.contracts.storage_base import sample_task
from pb_http.picture_schemas import candidate_answer, link_to

PNG = Artifact(format="png", media_type="image/png", digest="a" * 64, size=1, width=1, height=1)
SVG = Artifact(format="svg", media_type="image/svg+xml", digest="b" * 64, size=1, width=1, height=1)
HOST = "https://figures.example"
IMAGE = f"{HOST}/api/tasks/task-1/image"


@pytest.mark.parametrize(
    ("picture", "candidate", "url"),
    [
        (PNG, None, IMAGE),
        (SVG, None, f"{IMAGE}?format=svg"),
        (PNG, 2, f"{IMAGE}?candidate=2"),
        (SVG, 2, f"{IMAGE}?candidate=2&format=svg"),
    ],
)
def test_a_picture_has_an_address(picture: Artifact, candidate: int | None, url: str) -> None:
    link = link_to(sample_task(), picture, HOST, candidate)
    assert (link.download_url, link.format, link.media_type) == (url, picture.format, picture.media_type)


@pytest.mark.parametrize(
    ("damaged", "formats", "lost"),
    [
        ((), ["png", "svg"], UNSET),
        (("png", "candidate/1/svg"), ["png", "svg"], UNSET),
        (("candidate/2/png",), ["svg"], ("png",)),
    ],
)
def test_only_its_own_damage_is_told_of_a_candidate(damaged: tuple[str, ...], formats: list[str], lost: object) -> None:
    made = Candidate(index=2, result=TaskResult(description="d", artifacts=(PNG, SVG)), engine="e/m")
    answer = candidate_answer(sample_task(), made, HOST, damaged)
    assert (list(answer.artifacts), answer.damaged) == (formats, lost)
    assert (answer.image_url is None) == ("png" not in formats)
