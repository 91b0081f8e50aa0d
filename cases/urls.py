from django.urls import path

from cases.views import bulk, case, desk, export, inbox, lists, report, routing, saved, search

app_name = "cases"
urlpatterns = [
    path("field/report/", report.report, name="report"),
    path("field/place/", report.place, name="place"),
    path("field/sent/<uuid:id>/", report.sent, name="sent"),
    path("field/mine/", report.mine, name="mine"),
    path("catalogue/<str:key>.json", report.catalogue, name="catalogue"),
    path("desk/", desk.home, name="desk"),
    path("desk/<str:pool>/", desk.pool, name="desk"),
    path("cases/", lists.cases, name="list"),
    path("search/", search.search, name="search"),
    path("cases/export.csv", export.export, name="export"),
    path("cases/filters/", saved.save, name="filter_save"),
    path("cases/filters/<int:filter_id>/", saved.change, name="filter_change"),
    path("cases/filters/<int:filter_id>/default/", saved.choose, name="filter_default"),
    path("cases/filters/<int:filter_id>/delete/", saved.delete, name="filter_delete"),
    path("cases/bulk/", bulk.bulk, name="bulk"),
    path("cases/bulk/<uuid:run_id>/", bulk.run, name="bulk_run"),
    path("cases/bulk/<uuid:run_id>/step/", bulk.step, name="bulk_step"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/live/", case.live, name="live"),
    path("cases/<str:number>/moves/<str:move>/", case.move, name="move"),
    path("routing/", routing.routing, name="routing"),
    path("routing/matrix/", routing.whole, name="matrix"),
    path("routing/rules/add/", routing.rule_add, name="rule_add"),
    path("routing/rules/<int:rule_id>/end/", routing.rule_end, name="rule_end"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox-read"),
]
