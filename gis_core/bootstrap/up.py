"""`./elocal up`: from whatever state the machine is in to a running office."""

import argparse
import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from fcntl import LOCK_EX, LOCK_NB, flock

from gis_core.bootstrap import addresses, stamps, web_server
from gis_core.bootstrap.addresses import Listen
from gis_core.bootstrap.client import Client
from gis_core.bootstrap.configuration import Target, existing_server, office_environment, user_settings
from gis_core.bootstrap.console import Step, Stop, say
from gis_core.bootstrap.managing import set_up
from gis_core.bootstrap.places import LOGS, PYTHON, ROOT, STATE, make_state
from gis_core.bootstrap.private_cluster import database, ensure_folders
from gis_core.bootstrap.processes import Service, end_leftovers, end_with_parent, remember, tail

NOTED = STATE / "up.json"
#: A part that has ended so often within this time would end again.
MOST_ENDED, ENDED_WITHIN_S = 5, 600
#: A slow machine that is busy with other things begins in minutes; one that has failed is told at once.
WEB_PATIENCE_S = 180
STATIC_STAMP = STATE / "static.stamp"


def up(arguments: list[str]) -> int:
    """Starts everything and stays until Ctrl-C, or until a part of it keeps dying."""
    options = _options(arguments)
    listen = addresses.parse_listen(options.listen, options.port)
    settings = user_settings()
    make_state()
    with only_one():
        end_leftovers(NOTED)
        addresses.must_be_free(listen)
        set_up(own_cluster=existing_server(settings) is None)
        own = addresses.own_addresses()
        settings.setdefault("ELOCAL_HOSTS", addresses.allowed_hosts(listen, socket.gethostname(), own))
        with database(settings) as target:
            ensure_folders(settings)
            prepare(target, settings, options.parcels, demo=not options.no_demo)
            return _serve(listen, office_environment(target, "app", settings), own)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./elocal up")
    parser.add_argument("--listen", metavar="ADDR[:PORT]", help="serve the office's network, e.g. 0.0.0.0")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--parcels", type=int, metavar="N", help="size of the demo town in an empty database")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty: a real office begins")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Refuses a second `up`, or a restore, of the same clone; the kernel frees the lock when the holder dies."""
    with open(STATE / "up.lock", "w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise Stop("this clone's ./elocal up (or restore) is running; stop it with Ctrl-C first") from None
        yield


def prepare(target: Target, settings: Mapping[str, str], parcels: int | None, *, demo: bool = True) -> None:
    """Structure, demo town (where wanted) and static files; each of them does nothing when it is done already."""
    owner = office_environment(target, "owner", settings)
    with Step("tables and triggers"):
        manage_quietly(["prepare_database"], owner)
    if demo and not has_office(target):
        size = ["--parcels", str(parcels)] if parcels else []
        with Step("demo town") as step:
            manage_quietly(["load_demo_town", "--if-empty", *size], owner, step.tell)
    wanted = _static_state()
    if not stamps.is_current(STATIC_STAMP, wanted):
        with Step("static files"):
            manage_quietly(["collectstatic", "--noinput", "--clear"], owner)
        stamps.write(STATIC_STAMP, wanted)


def has_office(target: Target) -> bool:
    """Whether the database holds an office: asked directly, since a start of Django for it takes seconds each time."""
    return Client.of(target).sql("SELECT EXISTS (SELECT 1 FROM ground_office)") == "t"


def manage_quietly(
    arguments: list[str], environment: Mapping[str, str], tell: Callable[[str], None] | None = None
) -> str:
    """One Django command with its output in a log; `tell` gets its lines as they come.

    The end of the log is shown when the command fails.
    """
    log = LOGS / f"{arguments[0]}.log"
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    lines = []
    with open(log, "w") as written:
        child = subprocess.Popen(
            command, env=dict(environment), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=written,
            preexec_fn=end_with_parent(),
        )  # fmt: skip
        assert child.stdout is not None
        for line in child.stdout:
            lines.append(line)
            written.write(line)
            written.flush()
            if tell:
                tell(" ".join(line.split()))
    if child.wait():
        raise Stop(f"manage.py {arguments[0]} failed; {log} ends with\n{tail(log)}")
    return "".join(lines)


def _static_state() -> str:
    """Changes with every static file and with the installed packages that bring some."""
    folders = ("map_ui", "layers", "tiles", "gis_core", "modules")
    files = (path for folder in folders for path in (ROOT / folder).glob("**/static/**/*"))
    marks = [f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in files if path.is_file()]
    return stamps.digest(ROOT / "requirements.lock", *sorted(marks))


def services(listen: Listen) -> tuple[Service, Service]:
    """Web server and worker."""
    web = web_server.command(listen, processes=web_server.workers())
    return Service("web", web), Service("worker", [PYTHON, ROOT / "manage.py", "work"])


def _serve(listen: Listen, environment: Mapping[str, str], own: list[str]) -> int:
    web, worker = services(listen)
    try:
        with Step("web server and worker"):
            for service in (web, worker):
                service.start({**environment, "ELOCAL_ENDS_WITH_PARENT": "1"}, ROOT)
            _note(web, worker)
            accounts = manage_quietly(["demo_accounts"], environment)
            wait_for(listen.probe_url, web)
        print(_welcome(addresses.urls(listen, own), accounts), flush=True)
        return watch(web, worker)
    except KeyboardInterrupt:
        return 0
    finally:
        say("\n  stopping ...")
        for service in (worker, web):
            service.stop()
        NOTED.unlink(missing_ok=True)


def wait_for(url: str, web: Service) -> None:
    """Returns when the site answers; an error page of the server counts as a failure."""
    deadline = time.monotonic() + WEB_PATIENCE_S
    # an office's proxy must not be asked for this machine's own page
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline and not web.has_ended():
        try:
            opener.open(url, timeout=20)
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
            raise Stop(f"the site answers {error.code}; {web.log} ends with\n{tail(web.log)}") from None
        except OSError:
            time.sleep(0.1)
    raise Stop(f"the web server does not answer; {web.log} ends with\n{tail(web.log)}")


def watch(*services: Service) -> int:
    """Starts the web server or the worker again when it ends by itself: what was under way goes on or is sent again,
    and people at the counter need not come to this machine. One that keeps ending is a failure.
    """
    ended: dict[str, list[float]] = {service.name: [] for service in services}
    while True:
        time.sleep(0.5)
        for service in services:
            if service.has_ended():
                _start_again(service, ended[service.name])
                _note(*services)


def _start_again(service: Service, ended: list[float]) -> None:
    now = time.monotonic()
    ended[:] = [moment for moment in ended if moment > now - ENDED_WITHIN_S] + [now]
    if len(ended) > MOST_ENDED:
        raise Stop(_told(service))
    say(f"\n  the {service.name} has stopped and is started again; see {service.log}")
    service.start_again()


def _told(service: Service) -> str:
    return f"the {service.name} has stopped; {service.log} ends with\n{tail(service.log)}"


def _note(*services: Service) -> None:
    remember(NOTED, [service.child.pid for service in services if service.child])


def _welcome(urls: list[str], accounts: str) -> str:
    lines = "\n".join(f"    {url}" for url in urls)
    return f"\n  เปิดใช้งานได้ที่ / open in a browser:\n{lines}\n\n{accounts}\n  หยุดด้วย Ctrl-C / Ctrl-C stops everything\n"
