"""Groups of commands: a command that is not there is answered with the nearest one."""

from difflib import get_close_matches

import click


class CommandGroup(click.Group):
    """A group whose unknown commands are a sentence that names the command most likely meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raises ``UsageError`` for one that is not there."""
        name, names = args[0], self.list_commands(ctx)
        if name not in names and not name.startswith("-") and not ctx.resilient_parsing:
            _, *group = ctx.command_path.split()
            near = get_close_matches(name, names, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise click.UsageError(f"there is no command '{' '.join((*group, name))}'{hint}", ctx)
        return super().resolve_command(ctx, args)
