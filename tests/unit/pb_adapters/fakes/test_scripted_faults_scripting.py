from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.prompt_parser import Question
from pb_adapters.fakes.scripted_faults import GENERAL, Condition, Fault, Script, struck

FAULT = GENERAL["hang-up"]


def _question(role: str = "critic", model: str = "m", endpoint: str = "chat") -> Question:
    return Question(endpoint=endpoint, model=model, role=role)


def _script(call: int = 1, times: int | None = 1, **conditions: str) -> Script:
    return Script(Condition(provider="kie", **conditions), FAULT, call=call, times=times)


@given(call=st.integers(1, 8), times=st.none() | st.integers(1, 8), calls=st.integers(0, 20))
def test_it_strikes_so_many_calls_from_the_given_one_on(call: int, times: int | None, calls: int) -> None:
    script = _script(call, times)
    hits = [number for number in range(1, calls + 1) if script.strikes("kie", _question())]
    last = calls if times is None else min(calls, call + times - 1)
    assert hits == list(range(call, last + 1))


def test_only_calls_that_fit_are_counted() -> None:
    script = _script(call=2, role="critic", model="m", endpoint="chat")
    misfits = (_question(role="planner"), _question(model="n"), _question(endpoint="poll"))
    assert not script.strikes("kie", _question())
    assert not any(script.strikes("kie", question) for question in misfits)
    assert not script.strikes("gemini", _question())
    assert script.strikes("kie", _question())


def test_a_fault_of_an_endpoint_strikes_only_there() -> None:
    fault = Fault(name="x", what="x", endpoints=("poll",))
    script = Script(Condition(provider="kie"), fault)
    assert not script.strikes("kie", _question())
    assert script.strikes("kie", _question(endpoint="poll"))


def test_the_earliest_script_wins_and_all_of_them_count() -> None:
    other = GENERAL["cut-body"]
    scripts = [_script(), Script(Condition(provider="kie"), other, call=2)]
    found = [struck(scripts, "kie", _question()) for _ in range(3)]
    assert found == [FAULT, other, None]
