from io_fault_drill import lives, summary
from io_faults.child import Report
from support.programs import required_program

LIVES, EVERY = 12, 467
"""A prime, so that calls of every part of a life fail, and by every errno."""


def test_a_call_on_a_file_that_fails_loses_nothing() -> None:
    required_program("cc")
    found = lives(every=EVERY, first=1, most=LIVES)
    assert len(found) == LIVES
    assert {report.error for report in found} == {"EIO", "ENOSPC", "EMFILE", "EROFS"}
    assert [report for report in found if report.problems] == []


def test_what_is_lost_is_told_with_the_call_that_failed() -> None:
    lost = Report(call=7, error="EIO", fired="fdatasync ", restarts=1, problems=("task a is failed",))
    first, *rest = summary([lost])
    assert first == "call 7 (fdatasync) failed by EIO: task a is failed"
    assert rest == ["1 lives, 1 with something lost, 1 in which a program was begun again", "fdatasync 1"]
