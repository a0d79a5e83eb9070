from typing import Any

from litestar.openapi.spec import OpenAPIFormat, OpenAPIType
from litestar.params import QueryParameter

from pb_core.domain.tasks import TaskKind
from pb_http.openapi.parameters import one_of, text, time, whole_number


def schema(parameter: QueryParameter) -> dict[str, Any]:
    """What a parameter says of its values."""
    return parameter.schema_extra or {}


def test_parameters_say_what_the_server_takes() -> None:
    assert schema(whole_number("How many.", most=100, usual=20)) == {
        "one_of": None,
        "type": OpenAPIType.INTEGER,
        "minimum": 1,
        "maximum": 100,
        "default": 20,
    }
    assert schema(one_of(TaskKind, "What."))["enum"] == [kind.value for kind in TaskKind]
    assert schema(time("When."))["format"] is OpenAPIFormat.DATE_TIME
    assert schema(text("Which.")) == {"one_of": None, "type": OpenAPIType.STRING}


def test_a_parameter_is_named_where_the_code_calls_it_otherwise() -> None:
    assert (one_of(["a"], "What.", name="format").name, text("Which.").name) == ("format", None)
