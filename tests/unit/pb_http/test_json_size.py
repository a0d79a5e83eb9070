import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.requests import GenerateBody, PlotBody
from pb_core.errors import InvalidRequest
from pb_http import json_size
from pb_http.body_decoding import decode
from pb_http.json_size import MAX_MARKS, require_little

VALUES = "The body holds more than 50,000 values"


def test_two_megabytes_of_keys_are_refused_before_they_are_parsed() -> None:
    body = b"{" + b",".join(b'"k%d":1' % number for number in range(200_000)) + b"}"

    with pytest.raises(InvalidRequest, match=VALUES):
        decode(body, GenerateBody)


def test_as_many_values_as_are_allowed_are_read() -> None:
    body = b'{"intent": "x", "data_json": "[1]", "x": [' + b"1," * (MAX_MARKS - 4) + b"1]}"

    assert decode(body, PlotBody).value.data_json == "[1]"
    with pytest.raises(InvalidRequest, match=VALUES):
        decode(body.replace(b"1]}", b"1,1]}"), PlotBody)


def test_values_inside_a_string_are_not_the_bodys() -> None:
    text = json.dumps([{"a": 'say "1, 2"', "b\\": 2}] * MAX_MARKS)

    assert decode(json.dumps({"data_json": text, "intent": "x"}).encode(), PlotBody).value.data_json == text


def test_many_strings_are_refused_without_looking_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_size, "MAX_MARKS", 3)
    monkeypatch.setattr(json_size, "_has_many_values", lambda _: pytest.fail("it looks"))
    require_little(b'{"a":"\\"\\"\\"\\"\\"","b":"c","d":"e"}')
    with pytest.raises(InvalidRequest, match="more than 3 values"):
        require_little(b'"a" "b" "c" "d" "e" "f" "g" "h"')


@pytest.mark.parametrize("body", [b'"' * 500_000 + b"," * 50_001, b'"a' + b"," * 60_000, b'"' + b"," * 60_000 + b"\\"])
def test_what_is_no_json_is_counted_without_end_or_fault(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        decode(body, PlotBody)


def test_escapes_without_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_size, "MAX_ESCAPES", 10)
    require_little(rb'"\n\n\n\n\n\n\n\n\n\n"')
    with pytest.raises(InvalidRequest, match="more than 10 escaped"):
        require_little(rb'"\n\n\n\n\n\n\n\n\n\n\n"')


DOCUMENTS = st.recursive(
    st.none() | st.integers() | st.text(alphabet='a",[{\\\n'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='a",[{\\'), inner, max_size=4),
)


def marks_of(document: object) -> int:
    if isinstance(document, list):
        return 1 + max(0, len(document) - 1) + sum(map(marks_of, document))
    if isinstance(document, dict):
        return 1 + max(0, len(document) - 1) + sum(map(marks_of, document.values()))
    return 0


@given(DOCUMENTS, st.integers(1, 40))
def test_marks_are_counted_as_the_document_has_them(document: object, window: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_size, "WINDOW", window + 1)
        for limit in (marks_of(document), marks_of(document) - 1):
            patch.setattr(json_size, "MAX_MARKS", limit)
            body = json.dumps(document, ensure_ascii=False).encode()
            if limit >= 0:
                assert json_size._has_many_values(body) is (limit < marks_of(document))
