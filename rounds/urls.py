from django.urls import path

from rounds.views import checklists, field, findings, objections, of_others, panels, plans, rounds, sheet

app_name = "rounds"
urlpatterns = [
    path("field/rounds/", field.index, name="field"),
    path("field/rounds/<uuid:round_id>/", field.walk, name="field_round"),
    path("field/rounds/<uuid:round_id>/hand-in/", field.hand_in, name="field_hand_in"),
    path("field/rounds/<uuid:round_id>/<int:stop_id>/", field.stop, name="field_stop"),
    path("field/rounds/<uuid:round_id>/<int:stop_id>/answer/", field.answer, name="field_answer"),
    path("field/rounds/<uuid:round_id>/<int:stop_id>/charge/", field.charge, name="field_charge"),
    path("field/rounds/<uuid:round_id>/<int:stop_id>/moves/<str:move>/", field.stop_move, name="field_stop_move"),
    path("rounds/findings/", findings.findings, name="findings"),
    path("rounds/findings/<int:finding_id>/", findings.finding, name="finding"),
    path("rounds/findings/<int:finding_id>/turn/", findings.turn, name="finding_turn"),
    path("rounds/findings/<int:finding_id>/look/", findings.look, name="finding_look"),
    path("rounds/findings/<int:finding_id>/objection/", objections.add, name="finding_object"),
    path("rounds/findings/of-case/<str:number>/", of_others.of_case, name="of_case"),
    path("rounds/findings/of-item/<str:number>/", of_others.of_item, name="of_item"),
    path("rounds/findings/of-place/<str:code>/", of_others.of_place, name="of_place"),
    path("rounds/objections/", objections.objections, name="objections"),
    path("rounds/objections/<uuid:objection_id>/", objections.objection, name="objection"),
    path("rounds/objections/<uuid:objection_id>/moves/<str:move>/", objections.move, name="objection_move"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<str:code>/", plans.plan, name="plan"),
    path("plans/<str:code>/round/", plans.make_now, name="make_now"),
    path("rounds/checklists/<str:code>/", checklists.checklist, name="checklist"),
    path("rounds/checklists/<str:code>/panel/", checklists.panel, name="checklist_panel"),
    path("rounds/checklists/<str:code>/<str:item>/photos/", checklists.add, name="examples"),
    path("rounds/checklists/<str:code>/<str:item>/photos/<uuid:photo>/away/", checklists.drop, name="example_away"),
    path("rounds/", rounds.rounds, name="list"),
    path("rounds/sheet/", sheet.sheet, name="sheet"),
    path("rounds/sheet.xlsx", sheet.sheet_file, {"form": "xlsx"}, name="sheet_xlsx"),
    path("rounds/sheet.csv", sheet.sheet_file, {"form": "csv"}, name="sheet_csv"),
    path("rounds/of-unit/<str:code>/", panels.of_unit, name="of_unit"),
    path("rounds/<uuid:round_id>/", rounds.round_page, name="round"),
    path("rounds/<uuid:round_id>/moves/<str:move>/", rounds.move, name="move"),
]
