"""Commands for the rights of publishers: takedown; source show, pause, resume, policy, remove."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated, get_args

import typer

from masdar import app as wiring
from masdar.cli.options import Data, Json, settings
from masdar.cli.showing import count_of, print_json, print_table, print_tally, progress_bars, say
from masdar.errors import BadArchive, NotFound, StoreError
from masdar.model import Policy, Signal, Source, SourceId
from masdar.store import Connection, cards, following, health, takedown
from masdar.store.takedown import Scope, Tombstone
from masdar.store.troubles import ListingHealth
from masdar.text.addresses import address_key
from masdar.work.desk import Desk
from masdar.work.removing import purge

_SHOWN = 10  # articles named before a takedown: enough to see that it is the right one
What = Annotated[str | None, typer.Argument(metavar="URL|SOURCE", help="An article's address, or a source's id.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The source's id, as `masdar source list` prints it.")]
Why = Annotated[str, typer.Option("--reason", help="Why: for `source show` and the health page.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


def takedown_command(
    what: What = None,
    reason: Annotated[str, typer.Option("--reason", help="Why. Readers are shown it.")] = "",
    yes: Yes = False,
    listed: Annotated[bool, typer.Option("--list", help="List what was taken down.")] = False,
    lifted: Annotated[str, typer.Option("--lift", metavar="URL|SOURCE", help="Let it be collected again.")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Remove an article, or all of a source, with its evidence, and keep it from being collected again.

    Its text leaves the database and the archive; a public note with the reason and the date stays. Nothing brings the
    text back. Example:

        masdar takedown https://news.example.org/12 --reason "at the publisher's request"
        masdar takedown --list
        masdar takedown --lift https://news.example.org/12
    """
    with wiring.open_desk(settings(data)) as desk:
        if listed:
            _list(desk, as_json)
        elif lifted:
            _lift(desk, lifted)
        elif what and reason.strip():
            _take_down(desk, what, reason.strip(), yes, as_json)
        else:
            need = "give --reason: it is shown to readers" if what else "name an address or a source, or give --list"
            raise NotFound(f"nothing was taken down: {need}")


def _take_down(desk: Desk, what: str, reason: str, yes: bool, as_json: bool) -> None:
    url = _address(what)
    with desk.store.reading() as db:
        if url is None:
            following.known(db, SourceId(what))
        scope = takedown.scope_of_source(db, SourceId(what)) if url is None else takedown.scope_of_address(db, url)
        _tell_scope(db, what, scope)
    if not (yes or _confirmed()):
        say("Nothing was changed.")
        raise typer.Exit(1)
    with desk.store.writing() as db:
        if url is None:
            stone = takedown.take_down_source(db, SourceId(what), reason, desk.clock())
        else:
            stone = takedown.take_down_address(db, url, reason, desk.clock())
    _purge(desk)
    if as_json:
        print_json(asdict(stone))
    else:
        say(f"Taken down: {what}. It is not collected again, and its old address says why.")


def _address(what: str) -> str | None:
    """The address; None for what is a source's id, which has no dot. People leave the scheme out."""
    if "://" in what:
        return what
    return f"https://{what}" if "." in what else None


def _tell_scope(db: Connection, what: str, scope: Scope) -> None:
    counted = f"{count_of(len(scope.articles), 'article')}, {count_of(len(scope.pages), 'page')} as they came"
    say(f"To be removed from {what} for good: {counted}.")
    for card in cards.article_cards(db, scope.articles[:_SHOWN]):
        say(f"  {card.title} — {card.url}")
    if len(scope.articles) > _SHOWN:
        say(f"  and {len(scope.articles) - _SHOWN} more")
    if not scope.pages:
        say("  Nothing of it is held; it will be kept from being collected.")


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise StoreError("a takedown cannot be undone, and nobody can be asked here: give --yes to go ahead")
    return typer.confirm("Go ahead?", err=True)


def _purge(desk: Desk) -> None:
    """Now, unless a driver is at work: it does it then, within one pass."""
    try:
        with desk.store.alone(), progress_bars() as tell:
            print_tally(purge(desk, tell))
    except StoreError:  # the driver's lock
        say(
            "Gone from the site. Its records leave the archive with the next pass of masdar run, which is at work: "
            "masdar takedown --list says when that is done."
        )
    except BadArchive as trouble:
        say(f"Gone from the site. Its records leave the archive with the next pass of masdar run: {trouble}")


def _list(desk: Desk, as_json: bool) -> None:
    with desk.store.reading() as db:
        stones = takedown.all_tombstones(db)
    if as_json:
        print_json([asdict(stone) for stone in stones])
    elif not stones:
        say("Nothing was ever taken down.")
    else:
        print_table(("when", "what", "articles", "state", "reason"), [_row(stone) for stone in stones])


def _row(stone: Tombstone) -> tuple[str, ...]:
    state = "lifted" if stone.lifted_at else "removed" if stone.purged_at else "archive not purged yet"
    what = stone.key if stone.kind == "source" else stone.url
    return (f"{stone.at:%Y-%m-%d %H:%M}", what, str(stone.articles), state, stone.reason)


def _lift(desk: Desk, what: str) -> None:
    url = _address(what)
    with desk.store.writing() as db:
        if url is None:
            number = takedown.lift(db, "source", what, desk.clock())
        else:
            number = takedown.lift(db, "address", address_key(url), desk.clock())
    if not number:
        raise NotFound(f"{what} is not taken down: see `masdar takedown --list`")
    say(f"Lifted: {what} may be collected again, when a listing names it. What was removed does not come back.")


# ---------------------------------------------------------------- sources


def source_show(id: Id, data: Data = None, as_json: Json = False) -> None:
    """Everything that is known of one source: its file, its listings, its hosts, how it stands and why.

    Example:

        masdar source show nahr
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.reading() as db:
        standing = following.known(db, SourceId(id))
        (watched,) = health.source_health(db, desk.clock(), SourceId(id))
        hosts = following.hosts_of(db, SourceId(id))
    if as_json:
        known = {"hosts": [asdict(host) for host in hosts], "health": asdict(watched), "state": watched.state}
        print_json(asdict(standing) | known)
        return
    source = standing.source
    rows = [
        ("name", source.name), ("home", source.home), ("hosts", ", ".join(source.hosts)), ("kind", source.kind),
        ("language", source.language), ("zone", source.zone or "unknown"),
        ("policy", f"{source.policy}: {_POLICY[source.policy]}"), ("pace", f"{source.pace_s:g} s between two requests"),
        ("state", _state(standing, watched.state)),
    ]  # fmt: skip
    rows += [("trouble", f"{trouble.code} {trouble.detail}: {trouble.advice}") for trouble in watched.troubles]
    rows += [("listing", _listing_line(listing)) for listing in watched.listings]
    for host in hosts:
        wait = f", waiting until {host.wait_until:%Y-%m-%d %H:%M} ({host.wait_reason})" if host.wait_until else ""
        asked = f"last asked {host.asked_at:%Y-%m-%d %H:%M}" if host.asked_at else "not asked yet"
        delay = f", its robots.txt asks for {host.delay_s:g} s" if host.delay_s else ""
        rows.append(("host", f"{host.host}: {asked}{delay}{wait}"))
        rows += [("says", _says(signal)) for signal in host.signals]
    print_table(("", ""), rows)


_POLICY: dict[Policy, str] = {
    "full": "the whole text is shown", "excerpt": "the first words are shown", "headline": "only the headline is shown",
}  # fmt: skip


def _state(standing: following.Standing, state: str) -> str:
    if standing.removed is not None:
        return f"taken down on {standing.removed.at:%Y-%m-%d}: {standing.removed.reason}"
    if standing.paused_at is not None:
        return f"paused since {standing.paused_at:%Y-%m-%d}{f': {standing.paused_why}' if standing.paused_why else ''}"
    return state if standing.source.listings else "not followed: it has no listings"


def _listing_line(listing: ListingHealth) -> str:
    asked = f"{listing.asked_at:%Y-%m-%d %H:%M} {listing.outcome or ''}" if listing.asked_at else "not asked yet"
    failures = f", {count_of(listing.failures, 'failure')} in a row" if listing.failures else ""
    return f"{listing.kind} {listing.url} ({asked}{failures}{'' if listing.active else ', asked no more'})"


def _says(signal: Signal) -> str:
    return f"{signal.name}{f'={signal.value}' if signal.value else ''} ({signal.where})"


def source_pause(id: Id, why: Why = "", data: Data = None) -> None:
    """Ask a source nothing until it is resumed. What is held of it stays on the site.

    Example:

        masdar source pause nahr --reason "its server is overloaded"
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.writing() as db:
        following.pause(db, SourceId(id), why.strip(), desk.clock())
    say(f"{id} is paused: it is asked nothing until `masdar source resume {id}`.")


def source_resume(id: Id, data: Data = None) -> None:
    """Ask a paused source again.

    Example:

        masdar source resume nahr
    """
    with wiring.open_desk(settings(data)) as desk, desk.store.writing() as db:
        was_paused = following.resume(db, SourceId(id))
    say(f"{id} is asked again from now on." if was_paused else f"{id} was not paused.")


def source_policy(
    id: Id, policy: Annotated[str, typer.Argument(metavar="full|excerpt|headline")], data: Data = None
) -> None:
    """Set how much of a source's text the site shows. What a page itself forbids is never shown, whatever is set.

    Example:

        masdar source policy nahr headline
    """
    chosen: Policy | None = next((each for each in get_args(Policy) if each == policy), None)
    if chosen is None:
        raise NotFound(f"there is no policy {policy!r}: choose full, excerpt or headline")
    with wiring.open_desk(settings(data)) as desk, desk.store.writing() as db:
        following.set_policy(db, SourceId(id), chosen)
    say(f"{id}: {_POLICY[chosen]}. A source file that states another policy wins when it is added.")


def source_remove(id: Id, yes: Yes = False, data: Data = None) -> None:
    """Stop following a source; what is held of it stays. To remove that too: masdar takedown ID.

    Example:

        masdar source remove nahr
    """
    with wiring.open_desk(settings(data)) as desk:
        with desk.store.reading() as db:
            following.known(db, SourceId(id))
        if not yes and sys.stdin.isatty() and not typer.confirm(f"Stop following {id}?", err=True):
            raise typer.Exit(1)
        with desk.store.writing() as db:
            following.unfollow(db, SourceId(id))
    say(f"{id} is followed no more; its articles stay. `masdar source add` follows it again.")


def tell_standing(source: Source, before: following.Standing | None) -> None:
    """What adding a source again left as it was, and what it changed."""
    if before is None:
        return
    if before.paused_at is not None:
        say(f"  still paused since {before.paused_at:%Y-%m-%d}: masdar source resume {source.id}")
    if before.source.policy != source.policy:
        say(f"  policy: {source.policy}, as the file says (it was {before.source.policy})")
    elif source.policy != "excerpt":
        say(f"  policy: {source.policy}")


def add_to_sources(sources: typer.Typer) -> None:
    """Register the commands of the group `masdar source`."""
    for name, command in (
        ("show", source_show), ("pause", source_pause), ("resume", source_resume), ("policy", source_policy),
        ("remove", source_remove),
    ):  # fmt: skip
        sources.command(name)(command)


def add_to(app: typer.Typer) -> None:
    """Register this module's own commands."""
    app.command("takedown")(takedown_command)
