from django.urls import path

from cases.views import case, channels, desk, inbox, lists, privacy, report, routing, talk

app_name = "cases"
urlpatterns = [
    path("field/report/", report.report, name="report"),
    path("field/place/", report.place, name="place"),
    path("field/sent/<uuid:id>/", report.sent, name="sent"),
    path("field/mine/", report.mine, name="mine"),
    path("catalogue/<str:key>.json", report.catalogue, name="catalogue"),
    path("desk/", desk.home, name="desk"),
    path("desk/<str:pool>/", desk.pool, name="desk"),
    path("cases/", lists.cases, name="list"),
    path("cases/<str:number>/", case.case, name="case"),
    path("cases/<str:number>/live/", case.live, name="live"),
    path("cases/<str:number>/moves/<str:move>/", case.move, name="move"),
    path("cases/<str:number>/comments/", talk.comments, name="comments"),
    path("cases/<str:number>/comments/<uuid:id>/withdraw/", talk.withdraw, name="withdraw"),
    path("cases/<str:number>/people/", talk.people, name="people"),
    path("cases/<str:number>/attachments/", talk.attach, name="attach"),
    path("cases/<str:number>/unmask/", privacy.unmask, name="unmask"),
    path("unmaskings/", privacy.unmaskings, name="unmaskings"),
    path("routing/", routing.routing, name="routing"),
    path("routing/matrix/", routing.whole, name="matrix"),
    path("routing/rules/add/", routing.rule_add, name="rule_add"),
    path("routing/rules/<int:rule_id>/end/", routing.rule_end, name="rule_end"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox-read"),
    path("notices/channels/", channels.channels, name="channels"),
    path("notices/channels/add/", channels.channel, name="channel_add"),
    path("notices/channels/dead/", channels.channel_dead, name="channel_dead"),
    path("notices/channels/<int:channel_id>/", channels.channel, name="channel"),
    path("notices/channels/<int:channel_id>/try/", channels.channel_try, name="channel_try"),
]
