from django.urls import path

from notices.views import channels, inbox, rules

app_name = "notices"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox-read"),
    path("city/notices/", rules.notices, name="rules"),
    path("city/notices/<str:event>/", rules.notice, name="rule"),
    path("notices/channels/", channels.channels, name="channels"),
    path("notices/channels/add/", channels.channel, name="channel_add"),
    path("notices/channels/dead/", channels.channel_dead, name="channel_dead"),
    path("notices/channels/<int:channel_id>/", channels.channel, name="channel"),
    path("notices/channels/<int:channel_id>/try/", channels.channel_try, name="channel_try"),
]
