from django.urls import path

from accounts.views import access, oidc, own, second_factor, signing_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second-factor/", second_factor.second_factor, name="second_factor"),
    path("sign-in/provider/", oidc.begin, name="oidc"),
    path("sign-in/provider/back/", oidc.callback, name="oidc_callback"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("preferences/", own.preferences, name="preferences"),
    path("my-notices/", own.my_notices, name="my_notices"),
    path("password/", own.password, name="password"),
    path("account/access/", access.access, name="access"),
    path("account/access/end/", access.end_access, name="end_access"),
    path("account/second-factor/", second_factor.own_factor, name="own_factor"),
    path("account/second-factor/codes/", second_factor.codes, name="codes"),
    path("account/second-factor/end/", second_factor.end, name="end_factor"),
    path("welcome/<uidb64>/<token>/", signing_in.welcome, name="welcome"),
]
