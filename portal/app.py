"""create_app(): the one place where everything is wired."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import demo_mailbox, headers, language, static_files
from portal.articles import ArticleLibrary
from portal.config import ROOT, Settings
from portal.deliver.packages import Packages
from portal.login.providers import providers_of
from portal.pages import (
    access,
    addresses,
    answer_measure,
    case,
    complaint,
    coordinator,
    coordinator_request,
    desk,
    errors,
    home,
    login,
    parts,
    plan,
    privacy,
    representation,
    rights,
)
from portal.profiles import load_profiles
from portal.public_pages import PublicPages
from portal.registers import source_of
from portal.rules.municipality import needed_in_production
from portal.store.db import Database

LARGEST_BODY = 256 * 1024


def now() -> datetime:
    """The clock of the house; tests hand in their own."""
    return datetime.now(UTC)


def create_app(settings: Settings, clock: Callable[[], datetime] = now) -> Flask:
    """A Flask app ready to serve; raises when a profile, an article or a route is not whole."""
    app = Flask("portal", static_folder=None, template_folder=str(ROOT / "portal" / "templates"))
    configure(app, settings)
    app.extensions.update(
        settings=settings,
        clock=clock,
        profiles=load_profiles(settings.municipalities),
        articles=ArticleLibrary.load(ROOT / "portal" / "content"),
        database=Database(
            settings.database_url, settings.keyring, clock=clock, archives=bool(settings.archive)
        ),
        packages=Packages(settings, clock),
    )
    app.extensions["providers"] = providers_of(settings, app.extensions["profiles"])
    app.extensions["register"] = source_of(settings, clock)
    language.speak(app)
    addresses.teach(app)
    parts.htmx.init_app(app)
    register_pages(app, settings)
    errors.answer_calmly(app)
    origins = sorted({one.browser_origin for one in app.extensions["providers"].values()})
    headers.protect(app, lambda: declared_cache(app), tuple(origins))
    access.refuse_undeclared(app)
    refuse_missing_facts(app, settings)
    wrap(app, settings)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings."""
    app.config.update(
        SECRET_KEY=settings.session_secret.get_secret_value(),
        SESSION_COOKIE_NAME=settings.cookie_name("skjema"),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        TRANSLATIONS=ROOT / "translations",
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def register_pages(app: Flask, settings: Settings) -> None:
    """Every blueprint under its place: a municipality's language, a municipality, or neither."""
    words = (
        home,
        rights,
        coordinator,
        coordinator_request,
        complaint,
        case,
        plan,
        representation,
        privacy,
        desk,
        answer_measure,
    )
    for blueprint in (word.blueprint for word in words):
        app.register_blueprint(blueprint, url_prefix="/<profile:kommune>/<language:sprak>")
    app.register_blueprint(login.blueprint, url_prefix="/<profile:kommune>")
    app.register_blueprint(home.outside)
    if settings.accepts.stand_in_login:
        app.register_blueprint(demo_mailbox.blueprint)


def declared_cache(app: Flask) -> headers.Cache | None:
    """The cache class of the route that answers now."""
    declaration = access.declaration_of(app, request.endpoint)
    return declaration.cache if declaration else None


def refuse_missing_facts(app: Flask, settings: Settings) -> None:
    """In production each municipality has a phone number and a receiver, or nothing starts."""
    if settings.accepts.missing_facts:
        return
    for profile in app.extensions["profiles"].values():
        if lacking := needed_in_production(profile):
            raise RuntimeError(
                f"{profile.slug}: {', '.join(lacking)} is missing; production needs it"
            )


def wrap(app: Flask, settings: Settings) -> None:
    """What stands in front of the app: static files, remembered public pages, a proxy's word."""
    published = settings.data_dir / "static"
    app.extensions["static"] = static_files.publish(ROOT / "static", published)
    inner: Any = PublicPages(app.wsgi_app)
    if settings.accepts.stand_in_login:
        from portal.dev_idporten import create_stand_in

        inner = DispatcherMiddleware(inner, {"/dev-idporten": create_stand_in(app)})
    inner = static_files.serve(inner, published)
    if settings.proxies:
        inner = ProxyFix(inner, x_for=settings.proxies, x_proto=settings.proxies)
    inner = under_own_name(inner, urlsplit(settings.base_url).netloc)
    app.wsgi_app = inner  # type: ignore[method-assign]


def under_own_name(wsgi: Any, host: str) -> Any:
    """Whatever host a request claims, we answer under the name we are set up with."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        return wsgi({**environ, "HTTP_HOST": host}, start_response)

    return answer
