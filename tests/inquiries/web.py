"""A web server of the site, whose workers are forked from one that is ready: whichever is killed is
replaced."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from processes import listen

WORKERS = 3
AFTERWARDS_S = 0.03  # between the end of the work and the answer, when a kill hurts most

site = WSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
workers: list[int] = []


def serve(kills: int, pause_s: float) -> int:
    """The port, if there is nobody to kill; else how many workers were killed, one a pause."""
    while len(workers) < WORKERS:
        _fork()
    for _ in range(kills):
        time.sleep(pause_s)
        victim = workers.pop(random.randrange(WORKERS))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        _fork()
    return kills or site.server_port


def _fork() -> None:
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - when it is set up
    from django.db import connections  # noqa: PLC0415

    connections.close_all()  # none is shared
    worker = os.fork()
    if worker:
        workers.append(worker)
        return
    site.set_app(_late(get_wsgi_application()))
    site.serve_forever()


def _late(application: Callable[..., Any]) -> Callable[..., Iterable[bytes]]:
    def answer(environ: Any, start_response: Any) -> Any:
        body = application(environ, start_response)
        time.sleep(AFTERWARDS_S)
        return body

    return answer


if __name__ == "__main__":
    try:
        listen(serve)
    finally:
        for one in workers:
            os.kill(one, signal.SIGKILL)
