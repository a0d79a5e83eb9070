"""The verdicts of the tree: a table that adapters, the journal and the fault matrix rely on."""

import pickle

import pytest

from pb_core import errors
from pb_core.errors import Billed, EngineError

VERDICTS = {
    "EngineUnavailable": (True, Billed.NO),
    "JobFailed": (False, Billed.UNKNOWN),
    "EngineThrottled": (True, Billed.NO),
    "EngineExhausted": (False, Billed.NO),
    "EngineMisconfigured": (False, Billed.NO),
    "OutOfFunds": (False, Billed.NO),
    "RequestRejected": (False, Billed.NO),
    "EngineRefused": (False, Billed.YES),
    "ContentBlocked": (False, Billed.YES),
    "BlindEngine": (False, Billed.NO),
    "BadAnswer": (False, Billed.YES),
    "CutAnswer": (False, Billed.YES),
    "EmptyAnswer": (False, Billed.YES),
    "NoPicture": (False, Billed.YES),
    "UnreadablePicture": (False, Billed.YES),
    "InvalidSpec": (False, Billed.YES),
    "OutcomeUnknown": (True, Billed.UNKNOWN),
}


@pytest.mark.parametrize(("name", "verdicts"), VERDICTS.items())
def test_a_leaf_answers_whether_to_retry_and_whether_it_was_billed(name: str, verdicts: tuple[bool, Billed]) -> None:
    error: EngineError = getattr(errors, name)("A sentence.")
    assert (error.retryable, error.billed) == verdicts
    assert (str(error), error.retry_after) == ("A sentence.", None)


def test_an_instance_may_state_its_own_verdicts() -> None:
    error = errors.EngineThrottled("Later.", retryable=False, billed=Billed.UNKNOWN, retry_after=2.5)
    assert (error.retryable, error.billed, error.retry_after) == (False, Billed.UNKNOWN, 2.5)
    assert errors.EngineThrottled.retryable


def test_a_verdict_survives_the_way_out_of_a_worker_process() -> None:
    error = errors.OutcomeUnknown("Lost.", billed=Billed.YES, retry_after=1.0)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (str(again), again.billed, again.retry_after) == ("Lost.", Billed.YES, 1.0)
