"""The writing desk: ``carnet servir``, one web application on this machine alone.

In: a workspace. Out: pages in a browser: the carnet as it would be, renewed as files change, and the forms
that change them. Everything it writes is a file of the workspace, one field at a time; nothing leaves the
machine. ``live`` keeps the carnet, ``guard`` the door, ``controls`` and ``filling`` make forms of the kinds,
``saving`` puts two people's changes together, ``app`` holds the routes.
"""

import datetime as dt
import signal
import socket
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from carnet.diagnostics import CarnetError

PORT = 8787


def serve(
    root: Path, port: int, *, open_browser: bool, today: Callable[[], dt.date], say: Callable[[str], None]
) -> None:
    """Run the desk until Ctrl-C. ``say`` takes one line for the terminal."""
    import gc
    import logging

    import uvicorn

    from carnet.desk.app import application
    from carnet.desk.desk import Desk
    from carnet.desk.guard import Door
    from carnet.desk.live import Live

    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what it refuses, the journal tells
    listening = _listen(port)
    real = listening.getsockname()[1]
    desk = Desk(Live(root, today), Door(real), say)
    state = desk.live.refresh()
    gc.collect()
    gc.freeze()  # what was read stays: looking through it again would cost an edit 130 ms now and then
    config = uvicorn.Config(
        application(desk), log_level="error", access_log=False, server_header=False, ws="none",
        timeout_graceful_shutdown=1, lifespan="on", proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with _closed_by_ctrl_c(server.handle_exit):
        address = desk.door.address()
        say(f"Le pupitre de « {state.carnet.edition.titre} » est ouvert :\n\n  {address}\n")
        say("Cette adresse sert une fois. Ctrl-C pour fermer.")
        if open_browser:
            webbrowser.open(address)
        server.run(sockets=[listening])
    say("Le pupitre est fermé. Tout ce qui est enregistré est dans les fichiers.")


@contextmanager
def _closed_by_ctrl_c(close: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Ctrl-C asks the server to close, even in the instant between its address being said and its start."""
    before = signal.signal(signal.SIGINT, close)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _listen(port: int) -> socket.socket:
    """Listen on this machine alone; a port that is taken is said with what to do."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise CarnetError(
            f"le port {port} est déjà pris", aide="fermez l’autre pupitre, ou donnez --port 0", exit_code=2
        ) from error
    listening.listen(64)
    return listening
