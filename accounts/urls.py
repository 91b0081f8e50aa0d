from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("preferences/", views.preferences, name="preferences"),
    path("my-notices/", views.my_notices, name="my_notices"),
    path("password/", views.password, name="password"),
    path("welcome/<uidb64>/<token>/", views.welcome, name="welcome"),
]
