"""The server: tools and resources put together, over standard input and output or over HTTP."""

from collections.abc import Sequence
from pathlib import Path

import uvicorn
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl

from pb_http import VERSION
from pb_http.mcp_server.accounts import Accounts, ApiKeys
from pb_http.mcp_server.answers import Answers
from pb_http.mcp_server.files import Files
from pb_http.mcp_server.looking import Looking
from pb_http.mcp_server.making import Making
from pb_http.mcp_server.resources import add_resources

PATH = "/mcp"
MOST_BODY_BYTES = 32 * 2**20
MOST_SESSIONS = 1_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

INSTRUCTIONS = """\
PaperBanana makes figures for papers: diagrams of a method, statistical plots, multi-panel composites.
It draws only what the text or the data says. Arrows that the text does not state are left out and named in the notes:
tell the user, and add the missing sentence to the text instead of asking again with the same one.
Each making tool costs a unit of the user's quota; estimate tells the price. A figure that takes longer than
wait_seconds goes on: ask task_status. To change a figure, use revise with its task_id rather than drawing it anew."""


def figure_server(
    accounts: Accounts, *, folders: Sequence[Path] = (), save_to: Path | None = None, by_key: bool = False
) -> MCPServer:
    """A server whose tools may read files of ``folders``; with ``by_key`` its callers must send a key as bearer."""
    server = MCPServer(
        "paperbanana",
        title="PaperBanana",
        description="Publication-ready figures from text, PDF pages and data.",
        instructions=INSTRUCTIONS,
        version=VERSION,
        log_level="WARNING",
        token_verifier=ApiKeys(accounts) if by_key else None,
        auth=AuthSettings(issuer_url=AnyHttpUrl(accounts.url), resource_server_url=None) if by_key else None,
    )
    answers = Answers(save_to)
    Making(accounts, Files(tuple(folders)), answers).add_to(server)
    Looking(accounts, answers).add_to(server)
    add_resources(server, accounts)
    return server


def http_server(server: MCPServer, host: str, hosts: Sequence[str], origins: Sequence[str]) -> uvicorn.Server:
    """What serves it over HTTP to those who call it by one of ``hosts``, from pages of ``origins`` or from no page."""
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=MOST_BODY_BYTES,
        max_sessions=MOST_SESSIONS,
        transport_security=security(host, hosts, origins),
    )
    return uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))


def security(host: str, hosts: Sequence[str], origins: Sequence[str]) -> TransportSecuritySettings:
    """Whom it answers: of loopback names always, which no page of another name can have, and of those given."""
    names = [*hosts]
    pages = [*origins]
    if host in LOOPBACK:
        names += ["127.0.0.1", "localhost", "[::1]"]
        pages += [f"http://{name}" for name in ("127.0.0.1", "localhost", "[::1]")]
    return TransportSecuritySettings(
        allowed_hosts=[form for name in names for form in (name, f"{name}:*")],
        allowed_origins=[form for page in pages for form in (page, f"{page}:*")],
    )
