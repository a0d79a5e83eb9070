"""``pb fakes``: fake providers that speak the wire protocols of Gemini, OpenRouter, Kie, APIMart and OpenAI."""

from urllib.parse import urlsplit

import click

from pb_http.cli.errors import cannot_listen
from pb_http.cli.reporting import Reporter, reporting


@click.command("fakes")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8900, show_default=True, type=click.IntRange(0, 65_535), help="0 picks a free one.")
@click.option("--latency", type=click.FloatRange(0, 600), default=None, help="Seconds that every model takes.")
@click.option("--real-latency", "real", is_flag=True, help="Take as long as the real models do.")
@reporting()
def command(host: str, port: int, latency: float | None, reporter: Reporter, *, real: bool) -> None:
    """Serve fake providers for tests of clients; no account, no cost, and they paint what they were asked.

    The settings printed at the start point `pb serve` at them. Faults are scripted under /_fakes (docs/fakes.md).
    """
    # Imported here: the help of a command needs no servers.
    import anyio  # noqa: PLC0415 - see above

    from pb_adapters.fakes.answers import by_engine  # noqa: PLC0415 - see above
    from pb_adapters.fakes.control import FakeProviders  # noqa: PLC0415 - see above
    from pb_adapters.fakes.prompt_parser import latency_of, real_latency  # noqa: PLC0415 - see above
    from pb_adapters.fakes.server import listen, serve  # noqa: PLC0415 - see above
    from pb_adapters.planners.engine import OfflineEngine  # noqa: PLC0415 - see above

    wait = real_latency if real else latency_of(latency or 0.0)
    fakes = FakeProviders(answer=by_engine(OfflineEngine()), latency=wait)
    try:
        listener = listen(host, port)
    except OSError as error:
        raise cannot_listen(host, port, error) from error
    _tell(f"http://{host}:{listener.getsockname()[1]}", fakes.key, reporter)
    anyio.run(serve, fakes, listener)


def _tell(url: str, key: str, reporter: Reporter) -> None:
    """Tell the settings that point a server at the fakes."""
    from pb_adapters.providers.catalog import PROVIDERS  # noqa: PLC0415 - the help needs no engines

    settings: dict[str, str] = {}
    lines = [f"Fake providers are served at {url}. To use them:"]
    for provider in PROVIDERS:
        address = provider.address_setting or f"PAPERBANANA_{provider.name.upper()}_BASE_URL"
        path = urlsplit(provider.base_url).path
        where = "openai/v1" if provider.address_setting else f"{provider.name}{path}"
        settings |= {provider.key_setting: key, address: f"{url}/{where}"}
        lines.append(f"  export {provider.key_setting}={key} {address}={settings[address]}")
    reporter.result({"url": url, "settings": settings}, "" if reporter.quiet else "\n".join(lines))
