"""``pb models``: the models of one's own that this server can use."""

import os

import click

from pb_http.cli.errors import Failure
from pb_http.cli.groups import CommandGroup
from pb_http.cli.reporting import Reporter, reporting


@click.group("models", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show the models of one's own that PAPERBANANA_VLM_MODEL may name."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("list")
@reporting()
def list_models(reporter: Reporter) -> None:
    """List the models of the server that OPENAI_COMPATIBLE_BASE_URL names."""
    # Imported here: the help of a command needs no engines.
    import anyio  # noqa: PLC0415 - see above

    from pb_adapters.providers.openai_compatible import BASE_URL_SETTING, KEY_SETTING  # noqa: PLC0415 - see above
    from pb_adapters.providers.openai_compatible.listing import served_models  # noqa: PLC0415 - see above
    from pb_adapters.upstream.setting_checks import check_base_url  # noqa: PLC0415 - see above

    address = os.environ.get(BASE_URL_SETTING, "").strip()
    if not address:
        raise Failure(f"there is no server of one's own: set {BASE_URL_SETTING}")
    try:
        check_base_url(BASE_URL_SETTING, address)
    except ValueError as error:
        raise Failure(str(error)) from error
    names = anyio.run(served_models, address, os.environ.get(KEY_SETTING, ""))
    reporter.result({"server": address, "models": names}, "\n".join(names) or f"{address} has no models")
