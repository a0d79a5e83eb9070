"""What is written as Mermaid is read back unchanged, whatever the plan."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.notation import write_mermaid
from support.plans import looks, plans


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_written_is_read_back_unchanged(data: st.DataObject) -> None:
    spec = data.draw(plans())
    styling = data.draw(looks(spec))

    found = read(write_mermaid(spec, styling))

    assert found.spec == spec
    assert found.styling == styling


@settings(max_examples=30, deadline=None)
@given(plans())
def test_what_is_read_is_written_the_same(spec: object) -> None:
    text = write_mermaid(spec)  # type: ignore[arg-type]  # a strategy's value

    assert write_mermaid(read(text).spec) == text
