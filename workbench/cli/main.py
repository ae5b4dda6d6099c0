"""The terminal's front door: finds the command, runs it, and turns errors into sentences and exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from logging import ERROR, WARNING
from typing import Final

import click

from workbench import __version__
from workbench.cli.output import open_streams, print_error, say
from workbench.core.errors import UsageError, WorkbenchError, reason
from workbench.services.log import LOG, log_fault, start_log

COMMANDS: Final = {
    "demo": "Open the sample adapters on Harbor CRM, log in, fire all eleven interfaces.",
    "describe": "Say what an adapter exports, how it logs in, and what is missing.",
    "login": "Log in to an adapter's CRM step by step, and say what each step sent and got.",
    "token": "Say how long a connection's token lives, or renew, expire, corrupt or revoke it on purpose.",
    "logout": "End a stored connection: unAuthorize, and its secrets removed.",
    "connections": "List, rename and forget stored connections.",
    "fire": "Fire one interface and print what came back.",
    "request": "Send a request of App Connect's client, and say what its server answers.",
    "check": "Fire every interface of an adapter against the contract.",
    "history": "List what was fired.",
    "crm": "Run Harbor CRM, the simulated CRM, by itself.",
    "doctor": "Say what this machine has and what it lacks, with remedies.",
    "docs": "Write the reference pages of interfaces, rules and commands.",
    "pictures": "Write pictures of the real window on Harbor CRM, in both themes.",
}
"""Name and one-sentence help; the module of each is workbench.cli.commands.NAME, its command is `command`."""

INTERRUPTED: Final = 6
FAULT: Final = 70


class _Commands(click.Group):
    """Loads a command's module only when it is asked for, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"workbench.cli.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Commands, name="workbench")
@click.version_option(__version__, prog_name="workbench")
def workbench() -> None:
    """Build, test and show RingCentral App Connect CRM adapters.

    Without a command, `workbench [ADAPTER]` opens the window. ADAPTER is a folder, a file, a JSON proxy config,
    or the name of a sample: harbor-python, harbor-node, harbor-typescript, harbor-proxy.

    \b
    Exit codes: 0 all meets the contract; 1 findings; 2 wrong usage, a path that is not there, or a file of the
    workbench's own that cannot be used; 3 the adapter could not be loaded, or the path holds none; 4 a login is
    needed or was refused; 5 the CRM could not be reached; 6 timed out or cancelled; 70 a fault of the workbench itself.
    """


def run(arguments: Sequence[str], *, camera: Callable[..., object] | None = None) -> int:
    """Run one command line; gives its exit code and never raises.

    `camera` is the window's `take_pictures`, for the one command that needs the window: only the program has both.
    """
    as_json = "--json" in arguments
    open_streams()
    start_log()
    # What follows the command may be a secret.
    if arguments and arguments[0] in COMMANDS:
        LOG.info("workbench %s, Python %s: %s", __version__, sys.version.split()[0], arguments[0])
    try:
        result = workbench.main(args=list(arguments), prog_name="workbench", standalone_mode=False, obj=camera)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        hint = f"See '{context.command_path} --help'." if context else ""
        print_error(error.format_message(), code="usage", hint=hint, as_json=as_json)
        return 2
    except WorkbenchError as error:
        LOG.log(WARNING if error.exit_code != FAULT else ERROR, "%s: %s", error.code, error.message)
        print_error(error.message, code=error.code, hint=error.hint, detail=error.detail, as_json=as_json)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print_error("Cancelled.", code="cancelled", hint="", as_json=as_json)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say to them.
        sys.stderr.close()
        return 0
    except OSError as error:
        # A disk, a name, a right: nothing that reading the words could have known.
        log_fault(error)
        named = f"{error.filename}: " if error.filename else ""
        print_error(
            f"The system refuses: {named}{reason(error)}.",
            code="refused-by-the-system",
            hint="Look at the file or the folder that is named." if named else "Look whether the disk has room.",
            as_json=as_json,
        )
        return UsageError.exit_code
    except Exception as error:  # noqa: BLE001, the last resort: a fault of ours is shown in full
        text, where = log_fault(error)
        say(text, err=True)
        print_error(
            f"The workbench itself failed: {type(error).__name__}: {error}",
            code="fault",
            hint=f"{where} Please report it with the lines above.".strip(),
            as_json=as_json,
        )
        return FAULT
    return result if isinstance(result, int) else 0
