import json
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from pb_core.domain.requests import GenerateBody
from pb_core.errors import InvalidRequest
from pb_http.body_decoding import decode


class Sample(Struct, kw_only=True):
    text: str
    count: Annotated[int, Meta(ge=0)] | None = None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.text(min_size=1).filter(str.strip), st.integers(0, 2**60), st.booleans())
def test_what_was_written_is_read(text: str, count: int, escaped: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    body = json.dumps({"text": text, "count": count}, ensure_ascii=escaped).encode()

    assert decode(body, Sample).value == Sample(text=text, count=count)


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_every_other_body_is_one_sentence(body: bytes) -> None:
    with pytest.raises(InvalidRequest) as caught:
        decode(body, GenerateBody)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_unknown_fields_of_any_kind_are_warned_of(extra: dict[str, object]) -> None:
    known = {"text", "count"}
    decoded = decode(json.dumps(extra | {"text": "a", "count": 1}).encode(), Sample)

    assert decoded.value == Sample(text="a", count=1)
    assert len(decoded.warnings) == len(extra.keys() - known)


@given(st.text(min_size=1), JSON)
def test_a_name_given_twice_is_refused_at_any_depth(name: str, value: object) -> None:
    inner = json.dumps({name: value})[1:-1]
    body = f'{{"text": "a", "x": [{{{inner}, {inner}}}]}}'.encode()

    with pytest.raises(InvalidRequest, match="twice"):
        decode(body, Sample)
