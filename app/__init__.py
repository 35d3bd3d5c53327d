"""The website. Flask, SQLAlchemy and WTForms live only here."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config

MAX_REQUEST = 64 * 1024 * 1024


def create_app(config: "Config") -> "Flask":
    """Return the site, ready to serve; it only wires parts together."""
    # Imported here, so that a command like `parallax --help` need not load a web server.
    from flask import Flask
    from flask_bootstrap import Bootstrap5
    from werkzeug.middleware.proxy_fix import ProxyFix

    from app import blueprints, errors, site
    from app.db import Database
    from app.views import guards, notices, outgoing, security
    from app.worker import Jobs

    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        TRUSTED_HOSTS=list(config.hosts),
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    if config.proxies:
        # Without this everybody seems to come from the proxy, and one who guesses passwords slows all.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    database = Database(config.database_url, threads=config.threads)
    site.install(app, site.Site(config, database, Jobs(config, database)))
    Bootstrap5(app)
    security.install(app)
    notices.install(app)
    errors.install(app)
    outgoing.install(app)
    blueprints.install(app)
    guards.check_all_views(app)
    return app
