"""Pages of every register, all derived from its declaration."""

from __future__ import annotations

from django.urls import path

from map_ui.views import (
    actions,
    deleted,
    exports,
    figure_maps,
    figures,
    lists,
    open_data,
    own_pages,
    record_forms,
    record_history,
    record_pages,
    register_reports,
    slides,
)

R = "r/<slug:slug>/"

urlpatterns = [
    path("registers/", lists.overview, name="registers"),
    path("figures/", figures.overview, name="figures"),
    path("figures/public/", figures.public_page, name="figures-public"),
    path("figures/public/figures.csv", open_data.as_csv, name="open-data-csv"),
    path("figures/public/figures.json", open_data.as_json, name="open-data-json"),
    path("figures/public/villages.geojson", open_data.as_geojson, name="open-data-geojson"),
    path("figures/slides", slides.bound, name="figures-slides"),
    path("figures/map.pdf", figure_maps.of_dashboard, name="figures-map"),
    path("figures/within/", figures.within_page, name="figures-within"),
    path("figures/located/", figures.located_page, name="figures-located"),
    path(R, lists.list_page, name="register"),
    path(R + "new", record_forms.new, name="record-new"),
    path(R + "pick", lists.pick, name="register-pick"),
    path(R + "export/<slug:fmt>", exports.export, name="register-export"),
    path(R + "export/<uuid:uid>/", exports.wait, name="register-export-wait"),
    path(R + "export/<uuid:uid>.<slug:fmt>", exports.finished, name="register-export-file"),
    path(R + "report/<slug:code>/", register_reports.report, name="register-report"),
    path(R + "report/<slug:code>/years", register_reports.years, name="register-figure-years"),
    path(R + "report/<slug:code>/slide.pdf", slides.slide, name="register-figure-slide"),
    path(R + "report/<slug:code>/map.pdf", figure_maps.of_figure, name="register-figure-map"),
    path(R + "q/<slug:code>/", register_reports.query, name="register-query"),
    path(R + "<uuid:uid>/", record_pages.record_page, name="record"),
    path(R + "<uuid:uid>/map.pdf", figure_maps.of_record, name="record-map"),
    path(R + "<uuid:uid>/edit", record_forms.edit, name="record-edit"),
    path(R + "<uuid:uid>/history", record_history.history_page, name="record-history"),
    path(R + "<uuid:uid>/delete", record_pages.delete, name="record-delete"),
    path(R + "<uuid:uid>/restore", deleted.restore, name="record-restore"),
    path(R + "<uuid:uid>/do/<slug:code>", record_pages.take_step, name="record-step"),
    path(R + "<uuid:uid>/act/<slug:code>", actions.act, name="record-action"),
    path(R + "<uuid:uid>/panel/<slug:code>", record_pages.panel, name="record-panel"),
    path(R + "<path:path>", own_pages.own_page, name="register-page"),
]
