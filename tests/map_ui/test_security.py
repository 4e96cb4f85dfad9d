"""Headers of every answer, and the settings of production."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from map_ui.security_headers import SecurityHeaders, outside_origins
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


def rules(answer) -> dict[str, str]:
    policy = answer.headers["Content-Security-Policy"]
    return {name: value for name, _, value in (rule.strip().partition(" ") for rule in policy.split(";"))}


def test_a_page_loads_only_what_is_ours(client):
    policy = rules(client.get("/accounts/login"))
    assert policy["default-src"] == "'self'"
    assert policy["worker-src"] == "'self' blob:"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", policy["script-src"])
    assert "unsafe" not in policy["script-src"] + policy["style-src"]


def test_the_nonce_is_another_one_each_time(client):
    first, second = (rules(client.get("/accounts/login"))["script-src"] for _ in range(2))
    assert first != second


def test_only_this_site_may_ask_for_the_position(client):
    answer = client.get("/accounts/login")
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_outside_base_maps_are_let_in_by_their_origin_alone(settings, rf):
    settings.OUTSIDE_BASE_MAPS = [
        {"id": "a", "type": "xyz", "url": "https://{s}.tiles.example/{z}/{x}/{y}.png"},
        {"id": "b", "type": "wms", "url": "https://wms.example:8443/service"},
        {"id": "c", "type": "xyz", "url": "/own/{z}"},
    ]
    assert list(outside_origins()) == ["https://*.tiles.example", "https://wms.example:8443"]
    from django.http import HttpResponse

    answer = SecurityHeaders(lambda request: HttpResponse())(rf.get("/"))
    assert "https://*.tiles.example" in rules(answer)["img-src"]


def test_templates_hold_no_script_without_a_nonce():
    """An inline script or handler would be dead under the policy."""
    faults = []
    for file in [*ROOT.glob("map_ui/templates/**/*.html"), *ROOT.glob("modules/*/*/templates/**/*.html")]:
        text = file.read_text(encoding="utf-8")
        for tag in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in tag and "csp_nonce" not in tag and 'type="application/json"' not in tag:
                faults.append(f"{file.relative_to(ROOT)}: {tag}")
        faults += [f"{file.relative_to(ROOT)}: {word}" for word in re.findall(r"\son[a-z]+=\"|javascript:", text)]
    assert faults == []


def manage(*arguments: str, settings: str = "gis_core.settings.production", **more: str):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "ELOCAL_HOSTS": "gis.example.go.th",
        "ELOCAL_SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEF",
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment | more, capture_output=True, text=True, check=False)


def test_the_deployment_check_is_clean_with_production_settings():
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


def test_production_sends_cookies_over_tls_alone():
    code = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.SECURE_SSL_REDIRECT, s.BEHIND_PROXY, s.DEBUG)"
    )
    assert manage("shell", "--no-imports", "-c", code).stdout.strip() == "True True True Lax True True False"
