"""The site for a WSGI server: `gunicorn --threads 8 --worker-class gthread wsgi:app`."""

from app import create_app, schema
from config import Config

app = create_app(Config.from_environ())
schema.check(app.extensions["parallax"].database.engine)
