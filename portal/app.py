"""The wiring: every domain, lowest floor first, and the application made of them."""

from typing import Any

from flask import Flask, abort, request
from flask_htmx import HTMX
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import access, clock, database, jobs, limits
from portal.accounts import sessions
from portal.accounts.manifest import ACCOUNTS
from portal.articles.manifest import ARTICLES
from portal.building.manifest import BUILDING
from portal.calls.manifest import CALLS
from portal.consent.manifest import CONSENT
from portal.customer_360.manifest import CUSTOMER_360
from portal.customers.manifest import CUSTOMERS
from portal.demand.manifest import DEMAND
from portal.demo.manifest import DEMO
from portal.departments.manifest import DEPARTMENTS
from portal.filestore import FileStore
from portal.followups.manifest import FOLLOWUPS
from portal.history.manifest import HISTORY
from portal.home.manifest import HOME
from portal.learning.manifest import LEARNING
from portal.manifest import Domain
from portal.messages.mail_server import imap_server, mail_server
from portal.messages.manifest import MESSAGES
from portal.orders.manifest import ORDERS
from portal.outcomes.manifest import OUTCOMES
from portal.owed.manifest import OWED
from portal.partners.manifest import PARTNERS
from portal.preferences.manifest import PREFERENCES
from portal.privacy.manifest import PRIVACY
from portal.production.manifest import PRODUCTION
from portal.promises.manifest import PROMISES
from portal.quotes.manifest import QUOTES
from portal.relationship.manifest import RELATIONSHIP
from portal.releasing.manifest import RELEASING
from portal.routing.manifest import ROUTING
from portal.satisfaction.manifest import SATISFACTION
from portal.settings import ROOT, Settings
from portal.sharing.manifest import SHARING
from portal.team.manifest import TEAM
from portal.tickets.manifest import TICKETS
from portal.timekeeping.manifest import TIMEKEEPING
from portal.web import errors, formatting, headers, health, languages, logs, pages
from portal.web.assets import Assets
from portal.web.fast_escape import PortalEnvironment
from portal.web.hx import hx

DOMAINS: tuple[Domain, ...] = (
    Domain(name="ground", modules=[jobs, limits]),
    CUSTOMERS,
    HISTORY,
    MESSAGES,
    ACCOUNTS,
    CONSENT,
    SHARING,
    PREFERENCES,
    BUILDING,
    ORDERS,
    ARTICLES,
    DEPARTMENTS,
    PROMISES,
    TICKETS,
    PARTNERS,
    TIMEKEEPING,
    ROUTING,
    LEARNING,
    SATISFACTION,
    CALLS,
    TEAM,
    RELATIONSHIP,
    FOLLOWUPS,
    OWED,
    OUTCOMES,
    PRODUCTION,
    QUOTES,
    DEMAND,
    RELEASING,
    HOME,
    CUSTOMER_360,
    PRIVACY,
)
MOST_BYTES_OF_A_REQUEST = 60 * 2**20
MOST_BYTES_OF_A_FIELD = 1 * 2**20


def create_app(settings: Settings) -> Flask:
    """The portal as `settings` say. Starts nothing: no thread, no connection, no file."""
    app = access.GuardedFlask("portal", static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_flask_config(settings))
    app.extensions["portal_settings"] = settings
    app.extensions["portal_files"] = FileStore(settings.files)
    app.extensions["portal_domains"] = DOMAINS + ((DEMO,) if settings.demo else ())
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    mail_server(settings.smtp_url)  # one that is unsafe stops the start, not the first mail
    if settings.imap_url:
        imap_server(settings.imap_url)
    database.init_app(app, settings.database_url)
    _init_templates(app, settings)
    logs.init_app(app)
    headers.init_app(app, is_https=settings.is_https)
    errors.init_app(app)
    app.before_request(_refuse_other_sites)
    csrf = CSRFProtect(app)
    HTMX(app)
    sessions.init_app(app)
    app.before_request(access.guard)
    health.init_app(app)
    for domain in app.extensions["portal_domains"]:
        for blueprint in domain.blueprints:
            app.register_blueprint(blueprint)
    for view in app.view_functions.values():
        if getattr(view, "needs_no_form_token", False):
            csrf.exempt(view)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TRUSTED_HOSTS": [settings.host] + (["localhost", "127.0.0.1"] if settings.demo else []),
        "SESSION_COOKIE_NAME": "__Host-portal" if settings.is_https else "portal",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PREFERRED_URL_SCHEME": "https" if settings.is_https else "http",
        "MAX_CONTENT_LENGTH": MOST_BYTES_OF_A_REQUEST,
        "MAX_FORM_MEMORY_SIZE": MOST_BYTES_OF_A_FIELD,
        "MAX_FORM_PARTS": 200,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _init_templates(app: Flask, settings: Settings) -> None:
    app.jinja_environment = PortalEnvironment
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "undefined": StrictUndefined,
        "auto_reload": settings.demo,
    }
    brand = settings.brand
    assets = Assets(ROOT / "static", brand.hue, brand.chroma, logo=brand.logo)
    app.add_url_rule(f"{assets.prefix}<path:name>", "assets", assets.serve)
    app.jinja_env.filters.update(formatting.filters(pages.reader, clock.now))
    policies = {
        domain.name: domain.policy
        for domain in app.extensions["portal_domains"]
        if domain.policy is not None
    }
    app.jinja_env.globals.update(
        asset=assets.url,
        icon=assets.icon,
        palette=assets.palette,
        logo_url=assets.logo_url,
        hx=hx,
        brand=settings.brand,
        base_url=settings.base_url,
        is_demo=settings.demo,
        csp_nonce=headers.csp_nonce,
        request_id=headers.request_id,
        may=access.May(policies),
    )
    pages.init_app(app)
    languages.init_app(app)


def _refuse_other_sites() -> None:
    if request.method not in ("GET", "HEAD", "OPTIONS") and headers.is_cross_site():
        abort(403)
