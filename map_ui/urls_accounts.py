"""Signing in, one's own account, and the office's administration of users, roles and units."""

from __future__ import annotations

from django.urls import path

from map_ui.views import accounts, home
from map_ui.views.office_admin import holdings, logs, office, roles, seal, units, users

urlpatterns = [
    path("home/", home.page, name="home"),
    path("home/first", home.first, name="first-page"),
    path("accounts/login", accounts.login, name="login"),
    path("accounts/logout", accounts.logout, name="logout"),
    path("accounts/code", accounts.second_factor, name="second-factor"),
    path("accounts/code/enrol", accounts.enrol, name="second-factor-enrol"),
    path("accounts/code/recovery", accounts.recovery_codes, name="recovery-codes"),
    path("accounts/password", accounts.password, name="password"),
    path("accounts/me", accounts.me, name="me"),
    path("accounts/me/capacity", accounts.capacity, name="capacity"),
    path("admin-office/", users.users, name="office-users"),
    path("admin-office/users/new", users.new, name="office-user-new"),
    path("admin-office/users/<uuid:uid>/", users.user, name="office-user"),
    path("admin-office/users/<uuid:uid>/edit", users.edit, name="office-user-edit"),
    path("admin-office/users/<uuid:uid>/active", users.active, name="office-user-active"),
    path("admin-office/users/<uuid:uid>/password", users.password, name="office-user-password"),
    path("admin-office/users/<uuid:uid>/second-factor", users.second_factor, name="office-user-second-factor"),
    path("admin-office/users/<uuid:uid>/roles/new", holdings.new, name="office-holding-new"),
    path("admin-office/holdings/<uuid:uid>/edit", holdings.edit, name="office-holding-edit"),
    path("admin-office/holdings/<uuid:uid>/end", holdings.end, name="office-holding-end"),
    path("admin-office/office/", office.office, name="office-facts"),
    path("admin-office/office/seal", seal.seal, name="office-seal"),
    path("admin-office/office/seal.png", seal.picture, name="office-seal-picture"),
    path("admin-office/units/", units.units, name="office-units"),
    path("admin-office/units/new", units.new, name="office-unit-new"),
    path("admin-office/units/<uuid:uid>/edit", units.edit, name="office-unit-edit"),
    path("admin-office/roles/", roles.roles, name="office-roles"),
    path("admin-office/roles/<uuid:uid>/second-factor", roles.second_factor, name="office-role-second-factor"),
    path("admin-office/sign-ins/", logs.sign_ins, name="office-sign-ins"),
    path("admin-office/looks/", logs.looks, name="office-looks"),
]
