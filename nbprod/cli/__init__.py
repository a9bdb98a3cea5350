"""The command line: the only place that speaks.

Commands are the files of `commands/`, each with a click command called `command`. Its docstring's
first line is the help in the list, read from the source, so that `nbprod --help` imports none of
them; the one that is chosen is imported, and nothing else.

Exit codes: 0 clean, 1 findings, 2 a user's mistake, 3 a fault of nbprod itself.
"""

# `pathlib` and `importlib.util` would double the time that `--version` takes.
# ruff: noqa: PTH118, PTH123, PTH208

from __future__ import annotations

import importlib
import os
import sys
import threading
from typing import Any, NoReturn

import click

import nbprod
from nbprod.cli import commands
from nbprod.errors import NbprodError

MISTAKE = 2
CRASH = 3
INTERRUPTED = 130


class Commands(click.Group):
    """A group whose commands are files, imported when chosen."""

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run as a program, and leave without taking the heap apart piece by piece."""
        try:
            sys.exit(super().__call__(*args, **kwargs))
        except SystemExit as leaving:
            sys.stdout.flush()
            sys.stderr.flush()
            # Threads of an executor may still have something to say.
            if isinstance(leaving.code, int) and threading.active_count() == 1:
                os._exit(leaving.code)
            raise

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        found = os.listdir(commands.__path__[0])
        names = (name.removesuffix(".py") for name in found if name.endswith(".py"))
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command that was chosen."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first line of each file."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _help(name)) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from nbprod.config import did_you_mean

            meant = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(error.message.rstrip(".") + meant, ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a user's mistake is a sentence, a fault of nbprod a traceback."""
        try:
            return super().invoke(ctx)
        except NbprodError as error:
            click.echo(f"nbprod: {error}", err=True)
            ctx.exit(MISTAKE)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception:
            import traceback

            click.echo(traceback.format_exc(), err=True, nl=False)
            click.echo("nbprod: this is a fault of nbprod; please report it", err=True)
            ctx.exit(CRASH)


def _help(name: str) -> str:
    """The first sentence of a command's file, which is not imported for it."""
    path = os.path.join(commands.__path__[0], f"{name.replace('-', '_')}.py")
    with open(path, encoding="utf-8") as file:
        parts = file.read(2_000).split('"""', 2)
    return parts[1].strip().partition("\n")[0] if len(parts) > 1 else ""


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "NBPROD"},
)
@click.version_option(nbprod.__version__, "-V", "--version", prog_name="nbprod")
def main() -> None:
    """From notebook to production: lint, graph, extract and verify Jupyter notebooks."""
