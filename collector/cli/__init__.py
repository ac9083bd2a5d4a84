"""The command `collector`: preview, send, status, codegen.

Exit codes: 0 done; 1 not delivered, or generated files out of date; 2 wrong use, or a faulty spec.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from datetime import datetime, timezone
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from collector import __version__, consent, salt
from collector.consent import DISABLED, Decision
from collector.product import Product

PRODUCTS = "collector.products"  # the entry-point group in which a distribution names its product


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="collector")
@click.option("--product", "name", help="Which product, where several are installed.")
@click.pass_context
def main(context: click.Context, name: str | None) -> None:
    """See and decide what a library reports about its use."""
    context.obj = name


@main.command()
@click.argument("tier", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the payload's bytes and nothing else.")
@click.pass_obj
def preview(name: str | None, tier: str | None, as_json: bool) -> None:
    """Show what would be sent at TIER from this machine, field by field; send nothing.

    Without TIER it is the one agreed to, or the lowest. No file is made and no connection opened.
    """
    from collector.cli import views

    product = _product(name)
    decision = consent.decide(product, os.environ)
    agreed = decision.tier if decision.tier != DISABLED else next(iter(product.TIERS))
    shown = _known_tier(product, tier or agreed)
    payload = _build(product, shown, keep_salt=False)
    if as_json:
        click.echo(payload.body, nl=False)
    else:
        has_salt = salt.read(product, datetime.now(timezone.utc)) is not None
        views.preview(product, shown, decision, payload, has_salt, views.console())


@main.command()
@click.option("--tier", help="Send this tier instead of the one agreed to, if it is lower.")
@click.option("--endpoint", metavar="URL", help="Send there instead of to the product's endpoint.")
@click.option(
    "--file", type=click.Path(dir_okay=False, path_type=Path), help="Append to a file of JSON lines instead."
)
@click.pass_obj
def send(name: str | None, tier: str | None, endpoint: str | None, file: Path | None) -> None:
    """Send one report now, and say what became of it. Exit status 1 if it was not delivered.

    Like every report, it needs your word: a tier in the product's variable, and no DO_NOT_TRACK.
    """
    from collector import transport

    if endpoint is not None and file is not None:
        raise click.UsageError("--endpoint and --file exclude each other")
    product = _product(name)
    decision = consent.decide(product, os.environ, tier and _known_tier(product, tier))
    if decision.tier == DISABLED:
        _fail("\n".join([f"not sent: telemetry is off ({decision.reason})", *_advice(product, decision)]))
    body = _build(product, decision.tier, keep_salt=True).body
    url = transport.endpoint(product, os.environ) if endpoint is None else endpoint
    way: transport.Transport = transport.Http(url) if file is None else transport.JsonLines(file)
    outcome = way.send(body, str(uuid.uuid4()))
    if not outcome.delivered:
        _fail(f"not delivered: {outcome.text}")
    record = f", id {outcome.id}" if outcome.id else ""
    click.echo(f"delivered: tier {decision.tier}, {len(body)} bytes, {outcome.text}{record}")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for programs.")
@click.pass_obj
def status(name: str | None, as_json: bool) -> None:
    """Show whether anything is sent, at which tier, who decided so, and where to."""
    from collector import transport
    from collector.cli import views

    product = _product(name)
    decision = consent.decide(product, os.environ)
    endpoint = transport.address(transport.endpoint(product, os.environ))
    if as_json:
        facts: dict[str, Any] = {"product": product.PRODUCT, "version": product.VERSION, "endpoint": endpoint}
        signals = [signal._asdict() for signal in decision.signals]
        click.echo(
            json.dumps({**facts, "tier": decision.tier, "reason": decision.reason, "signals": signals})
        )
    else:
        views.status(product, decision, endpoint, _state(product), views.console())
        for line in _advice(product, decision):
            click.echo(line)


@main.command()
@click.argument("spec", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that holds the product's package.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff where files are out of date.")
def codegen(spec: Path, out: Path, check: bool) -> None:
    """Write a product's package, its models, schemas and field list, from SPEC."""
    from collector import codegen as outputs
    from collector import spec as language

    try:
        parsed = language.load(spec)
    except language.SpecError as error:
        click.echo(str(error), err=True)
        count = len(error.faults)
        click.echo(f"{count} fault{'s' if count > 1 else ''}; nothing was written", err=True)
        sys.exit(2)
    files, folder = outputs.render(parsed), out / parsed.package
    if not check:
        try:
            changed = outputs.write(files, folder)
        except OSError as error:
            raise click.UsageError(str(error)) from error
        for path in changed:
            click.echo(f"wrote {folder / path}")
        return
    differences = outputs.check(files, folder)
    for difference in differences:
        click.echo(difference, nl=False)
    if differences:
        _fail(f"{folder} is out of date: run codegen without --check")


def _product(name: str | None) -> Product:
    """Return the product asked for, or the only one installed."""
    installed = {point.name: point.value for point in entry_points(group=PRODUCTS)}
    if name is None and len(installed) == 1:
        name = next(iter(installed))
    if name not in installed:
        known = ", ".join(sorted(installed)) or "none"
        raise click.UsageError(f"which product? Name one with --product; installed: {known}")
    product: Any = import_module(installed[name])
    return product  # type: ignore[no-any-return]  # a module, known by its entry point only


def _state(product: Product) -> str:
    try:
        return str(salt.folder(product))
    except FileNotFoundError as error:
        return f"nowhere ({error})"


def _known_tier(product: Product, tier: str) -> str:
    if tier not in product.TIERS:
        raise click.UsageError(f"{product.PRODUCT} has no tier {tier!r}; it has {', '.join(product.TIERS)}")
    return tier


def _build(product: Product, tier: str, *, keep_salt: bool) -> Any:
    """Collect as the worker does, with whatever a probe prints going nowhere."""
    from collector import payload, snapshot
    from collector.cli.silence import silence
    from collector.context import Context

    context = Context.here(tier, snapshot.take(product.FIELDS, {}))
    key = salt.kept(product, context.now) if keep_salt else salt.example(product, context.now)
    try:
        with silence():
            return payload.build(product, context, key)
    except payload.PayloadError as error:
        _fail(f"there is no payload: {error}")


def _advice(product: Product, decision: Decision) -> list[str]:
    """Return how to choose a tier; nothing where something else than the product's variable decides."""
    _, *others = decision.signals
    if decision.tier in (signal.effect for signal in others):
        return []
    words = "|".join([DISABLED, *product.TIERS])
    return [f"Choose with {product.ENV_PREFIX}_TELEMETRY={words}"]


def _fail(message: str) -> Any:
    click.echo(message, err=True)
    sys.exit(1)
