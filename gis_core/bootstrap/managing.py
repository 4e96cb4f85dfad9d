"""`./elocal manage ...`: Django's commands with the environment, the role and the database they need."""

import os
import subprocess

from gis_core.bootstrap import environment, frontend, packages
from gis_core.bootstrap.configuration import site_environment, user_settings
from gis_core.bootstrap.places import PYTHON, ROOT, STATE
from gis_core.bootstrap.private_cluster import database, ensure_folders

# these change the structure or load as the authority itself; all else has the application's rights
OWNER_COMMANDS = frozenset(
    "migrate makemigrations sqlmigrate showmigrations squashmigrations prepare_database load_demo_town".split()
)


def role_of(arguments: list[str]) -> str:
    """Database role of a command: ELOCAL_DB_ROLE decides, else the command's name."""
    chosen = os.environ.get("ELOCAL_DB_ROLE")
    if chosen:
        return chosen
    return "owner" if arguments and arguments[0] in OWNER_COMMANDS else "app"


def manage(arguments: list[str]) -> int:
    """Runs one Django command; a private cluster that was not running is stopped again."""
    set_up()
    settings = user_settings()
    with database(settings) as target:
        ensure_folders(settings)
        values = site_environment(target, role_of(arguments), "gis_core.settings.dev", STATE, settings)
        return subprocess.run([PYTHON, ROOT / "manage.py", *arguments], env=values, cwd=ROOT).returncode


def set_up(*, tests: bool = False, own_cluster: bool = True) -> None:
    """Everything that must be installed before a Django process can run."""
    packages.ensure(tests=tests, own_cluster=own_cluster)
    environment.ensure()
    frontend.ensure()
