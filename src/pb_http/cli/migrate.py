"""``pb migrate``: brings the PostgreSQL database that programs share up to date."""

import click

from pb_http.cli.reporting import Reporter, reporting


@click.command("migrate")
@reporting()
def command(reporter: Reporter) -> None:
    """Bring the database of PAPERBANANA_DATABASE_URL up to date with this version; say from where to where.

    Run it before the first process of a new version; processes of the version before may go on meanwhile. As often as
    you like, from as many machines: each change is made once. A database without API keys is set up by the first server
    or worker by itself, and SQLite by every server.
    """
    import anyio  # noqa: PLC0415 - the help needs no database
    from msgspec.structs import asdict  # noqa: PLC0415 - see above

    from pb_adapters.shared_database import migrate  # noqa: PLC0415 - see above
    from pb_http.cli.options import settings_of  # noqa: PLC0415 - see above
    from pb_http.settings import require_database  # noqa: PLC0415 - see above

    url = require_database(settings_of(quiet=reporter.quiet), "pb migrate")
    done = anyio.run(migrate, url)
    changed = done.before != done.after or done.tickets
    text = f"from schema {done.before} to {done.after}" if changed else f"is up to date: schema {done.after}"
    reporter.result(asdict(done), f"{done.place} {text}")
