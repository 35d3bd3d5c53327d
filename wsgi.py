"""The site for a WSGI server: `gunicorn --threads 8 --worker-class gthread wsgi:app`."""

import atexit

from app import create_app, schema
from app.site import Site
from config import Config

app = create_app(Config.from_environ())
site: Site = app.extensions["parallax"]
schema.check(site.database.engine)
site.jobs.resume()
atexit.register(site.jobs.stop)
