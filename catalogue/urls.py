from django.urls import path

from catalogue.views import classes, intake

app_name = "catalogue"
urlpatterns = [
    path("city/roads/", intake.intake, name="intake"),
    path("city/catalogue/", classes.catalogue, name="catalogue"),
    path("city/catalogue/add/", classes.subclass_add, name="subclass_add"),
    path("city/catalogue/<int:pk>/", classes.subclass, name="subclass"),
    path("city/catalogue/<int:pk>/conditions/add/", classes.condition_add, name="condition_add"),
    path("city/catalogue/conditions/<int:pk>/", classes.condition, name="condition"),
]
