"""Addresses of the API, below /ogc."""

from __future__ import annotations

from django.urls import path

from layers.features_api import tilesets, views

urlpatterns = [
    path("", views.landing, name="ogc"),
    path("api", views.api_description),
    path("conformance", views.conformance),
    path("collections", views.all_collections),
    path("collections/<slug:slug>", views.one_collection),
    path("collections/<slug:slug>/queryables", views.queryables),
    path("collections/<slug:slug>/schema", views.schema),
    path("collections/<slug:slug>/items", views.item_list),
    path("collections/<slug:slug>/items/<str:fid>", views.one_item),
    path("collections/<slug:slug>/items/<str:fid>/acts", views.what_may_be_done),
    path("collections/<slug:slug>/items/<str:fid>/steps/<slug:code>", views.step),
    path("collections/<slug:slug>/items/<str:fid>/actions/<slug:code>", views.action),
    path("collections/<slug:slug>/tiles", tilesets.list_of),
    path("collections/<slug:slug>/tiles/<slug:scheme>", tilesets.one),
    path("tileMatrixSets", tilesets.schemes),
    path("tileMatrixSets/<slug:name>", tilesets.scheme),
]
