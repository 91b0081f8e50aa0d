from django.urls import path

from inspections.views import desk, duty, task, tasks, visit

app_name = "inspections"
urlpatterns = [
    path("field/tasks/", tasks.tasks, name="tasks"),
    path("field/tasks/<str:number>/", task.task, name="task"),
    path("field/duty/", duty.duty, name="duty"),
    path("field/duty/place/", duty.place, name="place"),
    path("inspections/", desk.index, name="index"),
    path("inspections/cases/<str:number>/", desk.of_case, name="of_case"),
    path("inspections/visits/<int:visit_id>/", visit.visit, name="visit"),
    path("inspections/visits/<int:visit_id>/moves/<str:move>/", visit.move, name="move"),
    path("inspections/visits/<int:visit_id>/give/", desk.give, name="give"),
]
