from django.urls import path

from inspections import views

app_name = "inspections"
urlpatterns = [
    path("field/tasks/", views.tasks, name="tasks"),
    path("field/tasks/<str:number>/", views.task, name="task"),
]
