"""The commands of `python3 -m portal`, a few lines each."""

import argparse
import logging
import os
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from portal import demo_settings
from portal.config import ROOT, Mode, Settings
from portal.rules.access import Role


def run_command(arguments: list[str]) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m portal", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (function, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about)
        command.set_defaults(function=function)
        for flag, options in FLAGS.get(name, {}).items():
            command.add_argument(flag, **options)
    if arguments[:1] == ["test"]:
        from portal.testing import run_tests

        return run_tests(arguments[1:])
    chosen = parser.parse_args(arguments or ["--help"])
    return int(chosen.function(chosen) or 0)


def app_of_this_place(port: int = 8000) -> Flask:
    """The app with settings from the environment, or the demo's own when no mode is set."""
    from portal.app import create_app

    if "PORTAL_MODE" in os.environ:
        return create_app(Settings())
    return create_app(demo_settings.load(port))


def run(chosen: argparse.Namespace) -> None:
    """Migrate, seed the demo, start the worker, serve."""
    from portal import daily, server, worker
    from portal.store import migrate

    log_to_stderr()
    port = chosen.port or int(os.environ.get("PORT", "8000"))
    app = app_of_this_place(port)
    settings: Settings = app.extensions["settings"]
    migrate.upgrade(settings.database_url)
    if settings.mode is Mode.DEMO:
        from portal import demo

        demo.seed(app)
    refuse_unsafe_database(app)
    refuse_key_of_anchors(settings)
    stop = threading.Event()

    def start_worker() -> None:
        for loop in (worker.run, daily.run_each_day):
            threading.Thread(target=loop, args=(app, stop), daemon=True).start()

    print(f"Planen min: {settings.base_url}  (Ctrl+C stops it)", flush=True)
    server.serve(app, f"127.0.0.1:{port}", start_worker)


def log_to_stderr() -> None:
    """One line per event of ours; what migrations say to themselves stays out."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def refuse_unsafe_database(app: Flask) -> None:
    """Stop when an answered commit could be lost; then let go of what a fork must not share."""
    database = app.extensions["database"]
    if unsafe := database.unsafe_settings():
        raise SystemExit(f"The database would lose what it has promised: {', '.join(unsafe)}")
    database.dispose()


def refuse_key_of_anchors(settings: Settings) -> None:
    """Stop when the process that serves could sign what it serves."""
    from portal import anchoring

    try:
        anchoring.refuse_readable_key(settings)
    except anchoring.AnchorError as error:
        raise SystemExit(str(error)) from None


def work(chosen: argparse.Namespace) -> None:
    """Send what waits in the outbox, once or until stopped."""
    from portal import worker

    app = app_of_this_place()
    if chosen.once:
        print(worker.work_once(app))
    else:
        worker.run(app, threading.Event())


def do_daily(chosen: argparse.Namespace) -> int:
    """All dated work of a day; prints counts and no personal data."""
    from portal import daily

    app = app_of_this_place()
    try:
        done = daily.run(app, chosen.date)
    except daily.NotYet:
        print("--date: that day has not come", file=sys.stderr)
        return 2
    print("\n".join(done.lines()))
    return 1 if done.wrong else 0


def migrate_database(_chosen: argparse.Namespace) -> None:
    """Bring the database to the newest form."""
    from portal.store import migrate

    settings = Settings() if "PORTAL_MODE" in os.environ else demo_settings.load()
    migrate.upgrade(settings.database_url)


def report_content(chosen: argparse.Namespace) -> int:
    """What a municipality has not given, what its old page says that the law does not."""
    from portal.app import now
    from portal.articles import ArticleLibrary
    from portal.content_report import report
    from portal.language import local
    from portal.profiles import load_profiles

    profiles = load_profiles(ROOT / "portal" / "municipalities")
    if chosen.kommune not in profiles:
        print(f"Unknown municipality. Known: {', '.join(sorted(profiles))}", file=sys.stderr)
        return 2
    library = ArticleLibrary.load(ROOT / "portal" / "content")
    today = local(now()).date()
    print("\n".join(report(profiles[chosen.kommune], library.every(), today=today)))
    return 0


def review_law(_chosen: argparse.Namespace) -> None:
    """All that a lawyer should look at: each reference, its certainty mark, who has signed."""
    from portal.articles import ArticleLibrary
    from portal.legal_review import review

    print("\n".join(review(ArticleLibrary.load(ROOT / "portal" / "content").every())))


def translate(_chosen: argparse.Namespace) -> None:
    """Extract, update and compile the catalogues."""
    from portal import catalogues

    catalogues.refresh()


def check_login(chosen: argparse.Namespace) -> int:
    """What stands between this installation and a login that works; never a key or a token."""
    from portal.app import now
    from portal.login import check
    from portal.login.client_file import LoginFileError
    from portal.profiles import load_profiles

    settings = settings_of_this_place()
    profiles = load_profiles(settings.municipalities)
    if chosen.kommune not in (None, *profiles):
        print(f"Unknown municipality. Known: {', '.join(sorted(profiles))}", file=sys.stderr)
        return 2
    if chosen.public_key:
        try:
            keys = check.public_keys(settings, profiles, chosen.kommune)
        except LoginFileError as error:
            print(error, file=sys.stderr)
            return 1
        for place, key in keys.items():
            print(place, file=sys.stderr)
            print(key)
        return 0 if keys else 1
    return check.told(check.report(settings, profiles, chosen.kommune, now, live=chosen.live))


def let_in_employees(chosen: argparse.Namespace) -> int:
    """Who may log in at the desk; a national number is asked for and never shown."""
    from portal import employees

    return employees.run(app_of_this_place(int(os.environ.get("PORT", "8000"))), chosen)


def import_plan(chosen: argparse.Namespace) -> int:
    """A plan from a file: what it would change, or has changed when a coordinator approved."""
    from portal import plan_import

    return plan_import.run(app_of_this_place(int(os.environ.get("PORT", "8000"))), chosen)


def anchor_events(chosen: argparse.Namespace) -> int:
    """The end of each chain of events, signed and kept elsewhere; with --new-key a key to sign with."""
    from portal import anchoring

    settings = settings_of_this_place()
    try:
        if chosen.new_key:
            print(anchoring.new_key(chosen.new_key), end="")
            return 0
        if settings.anchor_key is None or settings.anchor_dir is None:
            print(
                "PORTAL_ANCHOR_KEY and PORTAL_ANCHOR_DIR say which key and where", file=sys.stderr
            )
            return 2
        app = app_of_this_place()
        key, folder = anchoring.private_key(settings.anchor_key), settings.anchor_dir
        profiles = app.extensions["profiles"].values()
        wrong = anchoring.anchor(app.extensions["database"], profiles, key, folder)
    except anchoring.AnchorError as error:
        print(error, file=sys.stderr)
        return 2
    return told_of_events(wrong)


def verify_events(chosen: argparse.Namespace) -> int:
    """Every chain of events, and all that was signed of it."""
    from portal import anchoring

    app = app_of_this_place()
    path = chosen.public_key or app.extensions["settings"].anchor_public_key
    if chosen.anchors and path is None:
        print("--anchors needs --public-key", file=sys.stderr)
        return 2
    try:
        key = anchoring.public_key(path) if path else None
    except anchoring.AnchorError as error:
        print(error, file=sys.stderr)
        return 2
    database = app.extensions["database"]
    return told_of_events(
        [
            f"{slug}: {sentence}"
            for slug, profile in app.extensions["profiles"].items()
            for sentence in anchoring.faults(database, profile.number, chosen.anchors, key)
        ]
    )


def told_of_events(wrong: list[str]) -> int:
    """One sentence for each fault; the exit code."""
    print("\n".join(wrong) if wrong else "every chain is whole")
    return 1 if wrong else 0


def settings_of_this_place() -> Settings:
    """Settings from the environment, or the demo's own when no mode is set."""
    if "PORTAL_MODE" in os.environ:
        return Settings()
    return demo_settings.load(int(os.environ.get("PORT", "8000")))


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int | None], str]] = {
    "run": (run, "set up and serve; the demo unless PORTAL_MODE says otherwise"),
    "test": (lambda _chosen: 0, "set up and run every test"),
    "worker": (work, "send what waits in the outbox"),
    "daily": (do_daily, "do all dated work of a day; twice is once"),
    "migrate": (migrate_database, "bring the database to the newest form"),
    "content-report": (report_content, "what a municipality has not given"),
    "legal-review": (review_law, "all that a lawyer should look at"),
    "idporten-check": (check_login, "read the login provider; check keys, addresses and clock"),
    "employees": (let_in_employees, "who may log in at the desk: add, list, remove"),
    "import-plan": (
        import_plan,
        "read a plan from a FHIR R4 file; changes nothing unless approved",
    ),
    "verify-events": (
        verify_events,
        "look every chain of events through, and hold it to its anchors",
    ),
    "anchor": (anchor_events, "sign the end of every chain of events; hourly, away from the web"),
    "translate": (translate, "extract, update and compile the catalogues"),
}
FLAGS: dict[str, dict[str, dict[str, Any]]] = {
    "run": {"--port": {"type": int, "help": "default: PORT or 8000"}},
    "worker": {"--once": {"action": "store_true", "help": "one round, then stop"}},
    "daily": {"--date": {"type": date.fromisoformat, "help": "such as 2026-12-24; default: today"}},
    "content-report": {"kommune": {"help": "slug, such as namsos"}},
    "idporten-check": {
        "kommune": {"nargs": "?", "help": "slug, such as namsos; default: all"},
        "--public-key": {"action": "store_true", "help": "print the public keys to register"},
        "--try": {
            "action": "store_true",
            "dest": "live",
            "help": "also begin a login, which proves our key and our address",
        },
    },
    "employees": {
        "action": {"choices": ["add", "list", "remove"]},
        "kommune": {"help": "slug, such as namsos"},
        "--name": {"help": "add: as colleagues and citizens will read it"},
        "--role": {"choices": [role.value for role in Role], "help": "add"},
        "--unit": {"help": "add: its code; default: the coordinating unit"},
        "--id": {"help": "remove: the id that the list shows"},
    },
    "verify-events": {
        "--anchors": {"type": Path, "help": "the folder of the signed lines"},
        "--public-key": {"type": Path, "help": "default: PORTAL_ANCHOR_PUBLIC_KEY"},
    },
    "anchor": {"--new-key": {"type": Path, "help": "make a key there and print its public half"}},
    "import-plan": {
        "file": {"help": "a FHIR R4 bundle, ours or another system's"},
        "--municipality": {"help": "slug, such as namsos"},
        "--plan": {"help": "the reference of the plan to compare with"},
        "--coordinator": {"help": "id of the employee who compares and approves"},
        "--approve": {"action": "store_true", "help": "write it in the plan"},
        "--paper": {"help": "archive reference of the signed consent, when none stands"},
    },
}
