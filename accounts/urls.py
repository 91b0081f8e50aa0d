from django.urls import path

from accounts.views import access, own, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("preferences/", own.preferences, name="preferences"),
    path("my-notices/", own.my_notices, name="my_notices"),
    path("password/", own.password, name="password"),
    path("account/access/", access.access, name="access"),
    path("account/access/end/", access.end_access, name="end_access"),
    path("welcome/<uidb64>/<token>/", signing_in.welcome, name="welcome"),
]
