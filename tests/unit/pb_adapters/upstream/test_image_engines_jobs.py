import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.providers.apimart.images import PACE as APIMART
from pb_adapters.providers.kie.images import PACE as KIE
from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.image_engines import Finished, JobPatience, Jobs, Pace
from pb_core.application.model_catalog import ModelEntry, ModelKind
from pb_core.errors import BadAnswer, EngineThrottled, EngineUnavailable, OutcomeUnknown
from pb_core.ports.images import DrawRequest
from pb_core.testing.memory.images import KeptSubmission, ScriptedImages, sample_request
from scripted_wire import Hours


class Endless:
    """A desk whose jobs never end; ``error`` is raised at every look."""

    def __init__(self, error: Exception | None = None) -> None:
        self.looks: list[float] = []
        self._error = error

    async def submit(self, request: DrawRequest, key: str) -> str:  # noqa: ARG002 - what a JobDesk is given
        return request.description

    async def look(self, job: str, age: float) -> Finished | None:
        assert job
        self.looks.append(age)
        if self._error:
            raise self._error
        return None


def jobs(hours: Hours, pace: Pace) -> Jobs:
    ability = ModelEntry(provider="p", model="m", kind=ModelKind.IMAGE)
    waiting = JobPatience(pace=pace, now=hours.now, sleep=hours.sleep)
    return Jobs("P", ability, Downloader(), Limits(), waiting)


@pytest.mark.parametrize("pace", [KIE, APIMART])
@pytest.mark.parametrize("error", [None, EngineUnavailable("x"), BadAnswer("x"), OutcomeUnknown("x")])
async def test_a_job_without_end_is_left_after_so_many_looks(hours: Hours, pace: Pace, error: Exception | None) -> None:
    api = Endless(error)
    submission = KeptSubmission()
    with pytest.raises(OutcomeUnknown, match="still under way"):
        await jobs(hours, pace).draw(api, sample_request(ScriptedImages()), submission)
    assert submission.provider_ref
    assert 50 <= len(api.looks) <= 130
    assert api.looks[-1] <= pace.patience


async def test_a_wait_that_the_provider_asks_for_is_kept(hours: Hours) -> None:
    api = Endless(EngineThrottled("x", retry_after=300.0))
    with pytest.raises(OutcomeUnknown):
        await jobs(hours, KIE).draw(api, sample_request(ScriptedImages()), KeptSubmission("j"))
    assert api.looks == [0.0, 300.0, 600.0, 900.0]


@given(age=st.floats(0, 1000))
def test_looks_become_rarer_with_age(age: float) -> None:
    assert KIE.pause(age) in {3.0, 8.0, 20.0}
    assert KIE.pause(age) <= KIE.pause(age + 50)
