from django.urls import path

from places.views import collect, permits, places, survey_tasks, surveys

app_name = "places"
urlpatterns = [
    path("permits/", permits.permits, name="permits"),
    path("permits/add/", permits.add, name="permit_add"),
    path("permits/<uuid:permit_id>/", permits.permit, name="permit"),
    path("permits/<uuid:permit_id>/boundary.geojson", permits.shape, name="permit_shape"),
    path("permits/<uuid:permit_id>/moves/<str:move>/", permits.move, name="permit_move"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/add/", surveys.add, name="survey_add"),
    path("surveys/<uuid:survey_id>/", surveys.survey, name="survey"),
    path("surveys/<uuid:survey_id>/moves/<str:move>/", surveys.move, name="survey_move"),
    path("surveys/<uuid:survey_id>/export.xlsx", surveys.export, {"form": "xlsx"}, name="survey_xlsx"),
    path("surveys/<uuid:survey_id>/export.csv", surveys.export, {"form": "csv"}, name="survey_csv"),
    path("surveys/tasks/", survey_tasks.tasks, name="survey_tasks"),
    path("surveys/tasks/<uuid:task_id>/", survey_tasks.task, name="survey_task"),
    path("surveys/tasks/<uuid:task_id>/moves/<str:move>/", survey_tasks.move, name="survey_task_move"),
    path("field/surveys/", collect.mine, name="my_surveys"),
    path("field/surveys/<uuid:task_id>/", collect.collect, name="collect"),
    path("field/surveys/new/<uuid:survey_id>/", collect.add, name="collect_new"),
    path("places/", places.places, name="list"),
    path("places/<str:code>/", places.place, name="place"),
    path("places/<str:code>/boundary.geojson", places.shape, name="shape"),
    path("places/<str:code>/contact/", places.look, name="look"),
    path("city/places/add/", places.add, name="add"),
    path("city/places/<str:at>/", places.edit, name="edit"),
]
