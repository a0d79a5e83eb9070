import pytest
from mcp.server.mcpserver.exceptions import ToolError

from paperbanana_client import Forbidden, InvalidRequest, PaperBananaError, Unreachable
from pb_http.mcp_server.failures import Refusal, as_tool_errors


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            InvalidRequest("caption is required", 422),
            "caption is required. Nothing was charged. Change the arguments as",
        ),
        (Forbidden("The quota is exhausted.", 403), "The quota is exhausted. Calling again does not help"),
        (Unreachable("x did not answer"), "x did not answer. The user must start the server"),
        (Refusal("Give one of them"), "Give one of them."),
        (PaperBananaError("Something else"), "Something else."),
        (ValueError("Out of range float values"), "Out of range float values. Nothing was charged."),
    ],
)
def test_every_failure_says_what_to_do(error: Exception, said: str) -> None:
    with pytest.raises(ToolError) as told, as_tool_errors():
        raise error
    assert str(told.value).startswith(said)
