"""`./elocal manage ...`: Django's commands with the environment, the role and the database they need."""

import os

from gis_core.bootstrap import environment, frontend, packages
from gis_core.bootstrap.configuration import existing_server, office_environment, user_settings
from gis_core.bootstrap.places import PYTHON, ROOT
from gis_core.bootstrap.private_cluster import database, ensure_folders
from gis_core.bootstrap.processes import run_to_end

# these change the structure or load as the authority itself; all else has the application's rights
OWNER_COMMANDS = frozenset(
    {
        "migrate",
        "makemigrations",
        "sqlmigrate",
        "showmigrations",
        "prepare_database",
        "load_demo_town",
        "check_features",
    }
)


def role_of(arguments: list[str]) -> str:
    """Database role of a command: ELOCAL_DB_ROLE decides, else the command's name."""
    chosen = os.environ.get("ELOCAL_DB_ROLE")
    if chosen:
        return chosen
    return "owner" if arguments and arguments[0] in OWNER_COMMANDS else "app"


def manage(arguments: list[str]) -> int:
    """Runs one Django command; a private cluster that was not running is stopped again."""
    settings = user_settings()
    set_up(own_cluster=existing_server(settings) is None)
    with database(settings) as target:
        ensure_folders(settings)
        values = office_environment(target, role_of(arguments), settings)
        return run_to_end([PYTHON, ROOT / "manage.py", *arguments], values, ROOT)


def install(arguments: list[str]) -> int:
    """Set-up alone, e.g. while the network is there or when an image is built; a named server needs no server here."""
    set_up(own_cluster=existing_server(user_settings()) is None and "--no-database" not in arguments)
    return 0


def set_up(*, tests: bool = False, own_cluster: bool = True) -> None:
    """Everything that must be installed before a Django process can run."""
    packages.ensure(tests=tests, own_cluster=own_cluster)
    environment.ensure()
    frontend.ensure()
