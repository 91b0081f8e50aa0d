from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from cases.views import (
    bulk,
    case,
    desk,
    erasing,
    export,
    lists,
    of_setup,
    privacy,
    report,
    routing,
    rule_list,
    rules,
    saved,
    talk,
)

app_name = "cases"
_END_OF_RULE = RedirectView.as_view(pattern_name="cases:rule_end")
urlpatterns = [
    path("field/report/", report.report, name="report"),
    path("field/place/", report.place, name="place"),
    path("field/sent/<uuid:id>/", report.sent, name="sent"),
    path("field/mine/", report.mine, name="mine"),
    path("catalogue/<str:key>.json", report.catalogue, name="catalogue"),
    path("desk/", desk.home, name="desk"),
    path("desk/<str:pool>/", desk.pool, name="desk"),
    path("cases/", lists.cases, name="list"),
    path("cases/export.xlsx", export.export, {"form": "xlsx"}, name="export_xlsx"),
    path("cases/export.csv", export.export, {"form": "csv"}, name="export_csv"),
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
    path("cases/<str:number>/comments/", talk.comments, name="comments"),
    path("cases/<str:number>/comments/<uuid:id>/withdraw/", talk.withdraw, name="withdraw"),
    path("cases/<str:number>/people/", talk.people, name="people"),
    path("cases/<str:number>/attachments/", talk.attach, name="attach"),
    path("cases/<str:number>/unmask/", privacy.unmask, name="unmask"),
    path("unmaskings/", privacy.unmaskings, name="unmaskings"),
    path("city/units/<str:code>/cases/", of_setup.of_unit, name="of_unit"),
    path("city/catalogue/<int:pk>/cases/", of_setup.of_subclass, name="of_subclass"),
    path("city/rules/", rule_list.rules, name="rules"),
    path("unmaskings/export.xlsx", privacy.unmaskings_file, {"form": "xlsx"}, name="unmaskings_xlsx"),
    path("unmaskings/export.csv", privacy.unmaskings_file, {"form": "csv"}, name="unmaskings_csv"),
    path("erased-words/", erasing.erased, name="erased"),
    path("erased-words/<str:number>/", erasing.erase, name="erase"),
    path("routing/", routing.routing, name="routing"),
    path("routing/matrix/", routing.whole, name="matrix"),
    path("routing/rules/add/", rules.rule_add, name="rule_add"),
    path("routing/rules/<int:rule_id>/end/", rules.rule_end, name="rule_end"),
    path(
        "city/rules/<int:rule_id>/end/",
        require_safe(login_required(RedirectView.as_view(pattern_name="cases:rule_end"))),
    ),
]
