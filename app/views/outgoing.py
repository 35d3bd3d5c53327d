"""After a request that something was noted in for other programs, a worker is sent to tell them."""

from flask import Flask, Response

from app.services import jobs, telling, webhooks
from app.services.refused import Refused
from app.site import site


def install(app: Flask) -> None:
    """Look after each request whether somebody is to be told."""
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    for project_id in telling.noted():
        try:
            with site().database.writing() as session:
                job_id = jobs.ask(session, webhooks.order(project_id), None).id
        except Refused:
            continue  # many jobs wait already; it is told together with what happens next
        site().jobs.start(job_id)
    return response
