"""``pb webhooks``: what became of webhooks, and sending them again, straight in the data folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.data_folder import in_core
from pb_http.cli.groups import CommandGroup
from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, printable, reporting

if TYPE_CHECKING:
    from pb_core.application.assembly import Core
    from pb_core.domain.webhooks import Attempt, Delivery

_ID = "ID is a task's id or a webhook's."


@click.group("webhooks", cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show webhooks and send them again, in the data folder that pb serve uses."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@command.command("show", epilog=_ID)
@click.argument("webhook", metavar="ID")
@data_dir_option
@reporting()
def show(webhook: str, data_dir: Path | None, reporter: Reporter) -> None:
    """Show the state of a webhook and every try to deliver it."""
    found = in_core(data_dir, lambda core: core.service.webhooks.find(webhook), reporter)
    _report(found, reporter)


@command.command("redeliver", epilog=_ID)
@click.argument("webhook", metavar="ID")
@data_dir_option
@reporting()
def redeliver(webhook: str, data_dir: Path | None, reporter: Reporter) -> None:
    """Have a webhook sent again, with all its retries; the server that runs on the data folder sends it."""

    async def act(core: "Core") -> "Delivery":
        webhooks = core.service.webhooks
        return await webhooks.redeliver(await webhooks.find(webhook))

    _report(in_core(data_dir, act, reporter), reporter)


def _report(delivery: "Delivery", reporter: Reporter) -> None:
    from pb_http.webhook_schemas import webhook_answer  # noqa: PLC0415 - the help needs no schemas

    answer = webhook_answer(delivery)
    until = f" until {answer.next_at}" if answer.next_at else ""
    head = f"{answer.id} {answer.event} of task {answer.task_id}: {answer.state}{until}\nto {printable(answer.url)}"
    reporter.result(answer, "\n".join([head, *map(_line, delivery.attempts)]))


def _line(attempt: "Attempt") -> str:
    result = attempt.error or f"answered {attempt.status}"
    took = "" if attempt.seconds is None else f" after {attempt.seconds:g} s"
    said = "" if attempt.excerpt is None else f": {printable(attempt.excerpt)}"
    return f"{attempt.number}. {attempt.at.isoformat()}{took}: {result}{said}"
