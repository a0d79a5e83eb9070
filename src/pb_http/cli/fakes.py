"""``pb fakes``: fake providers that speak the wire protocols of Gemini, OpenRouter, Kie and APIMart."""

import anyio
import click

from pb_adapters.fakes.handle import FakeProviders
from pb_adapters.fakes.questions import latency_of, real_latency
from pb_adapters.fakes.roles import by_engine
from pb_adapters.fakes.serving import listen, serve
from pb_adapters.vlm.offline import OfflineEngine
from pb_core.engines import KEY_SETTINGS

_ENDINGS = {"openrouter": "/openrouter/api/v1"}


@click.command("fakes")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8900, show_default=True, type=click.IntRange(0, 65_535), help="0 picks a free one.")
@click.option("--latency", type=click.FloatRange(0, 600), default=None, help="Seconds that every model takes.")
@click.option("--real-latency", "real", is_flag=True, help="Take as long as the real models do.")
def command(host: str, port: int, latency: float | None, *, real: bool) -> None:
    """Serve fake providers for tests of clients; no account, no cost, and they paint what they were asked.

    The settings printed at the start point `pb serve` at them. Faults are scripted under /_fakes (docs/fakes.md).
    """
    wait = real_latency if real else latency_of(latency or 0.0)
    fakes = FakeProviders(answer=by_engine(OfflineEngine()), latency=wait)
    try:
        listener = listen(host, port)
    except OSError as error:
        message = f"cannot listen on {host}:{port} ({error.strerror}): choose another --port or --host"
        raise click.ClickException(message) from error
    url = f"http://{host}:{listener.getsockname()[1]}"
    click.echo(f"Fake providers are served at {url}. To use them:")
    for provider, key in KEY_SETTINGS.items():
        address = url + _ENDINGS.get(provider, f"/{provider}")
        click.echo(f"  export {key}={fakes.key} PAPERBANANA_{provider.upper()}_BASE_URL={address}")
    anyio.run(serve, fakes, listener)
