"""Let somebody work here who was not invited: above all the first admin."""

import click
from flask import current_app

from portal.access import Role
from portal.accounts import passwords
from portal.accounts.signing_up import AddressTaken, register_staff
from portal.commands.application import ready_application


@click.group("staff", short_help="Let the first admin in.")
def staff() -> None:
    """The people who work at the desk. The first admin is added here and invites the others."""


@staff.command("add")
@click.argument("address")
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option(
    "--ask-password",
    is_flag=True,
    help="Type a password now. Without one they sign in with a link sent by mail.",
)
def add(address: str, name: str, role: str, ask_password: bool) -> None:
    """Let ADDRESS sign in as a member of staff."""
    with ready_application().app_context():
        password = _typed_password(about=(name, address)) if ask_password else None
        try:
            register_staff(name, address, Role(role), password)
        except AddressTaken as error:
            raise click.ClickException(f"Somebody signs in with {address} already.") from error
        site = current_app.extensions["portal_settings"].base_url
    click.echo(f"{name} signs in at {site}/sign-in")


def _typed_password(about: tuple[str, ...]) -> str:
    while True:
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        fault = passwords.fault(typed, about=about)
        if fault is None:
            return typed
        click.echo(fault, err=True)
