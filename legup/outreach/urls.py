"""Addresses of letters."""

from django.urls import path

from legup.outreach import views_advice, views_compose, views_own_wording, views_receiving, views_sending

app_name = "outreach"
urlpatterns = [
    path("letters/", views_sending.letters, name="letters"),
    path("letters/advice/", views_advice.advice, name="advice"),
    path("letters/may-be-answers/", views_receiving.doubts, name="doubts"),
    path("letters/may-be-answers/<key:key>/", views_receiving.decide, name="decide"),
    path("letters/<key:key>/attachment/", views_receiving.attachment, name="attachment"),
    path("letters/<key:key>/", views_sending.letter, name="letter"),
    path("letters/<key:key>/letter.eml", views_sending.eml, name="eml"),
    path("letters/<key:key>/sending/", views_sending.send, name="send"),
    path("letters/<key:key>/leaving/", views_sending.move, name="move"),
    path("letters/<key:key>/taking-back/", views_sending.undo, name="undo"),
    path("letters/<key:key>/sent-myself/", views_sending.sent_myself, name="sent_myself"),
    path("letters/<key:key>/next-try/", views_sending.retry, name="retry"),
    path("letters/<key:key>/arrival/", views_sending.arrived, name="arrived"),
    path("letters/<key:key>/second-sending/", views_sending.send_again, name="send_again"),
    path("letters/<key:key>/putting-away/", views_sending.drop, name="drop"),
    path("letters/<key:key>/writing/", views_compose.compose, name="compose"),
    path("letters/<key:key>/checking/", views_compose.check, name="check"),
    path("letters/<key:key>/words/", views_compose.save, name="save"),
    path("letters/<key:key>/rewording/", views_compose.redraft, name="redraft"),
    path("letters/<key:key>/versions/", views_compose.earlier, name="versions"),
    path("letters/<key:key>/versions/<key:version>/restoring/", views_compose.restore, name="restore"),
    path("letters/<key:key>/own-wording/", views_own_wording.keep, name="own_wording"),
    path("people/<key:key>/letters/new/", views_compose.begin, name="begin"),
    path("people/<key:key>/answers/new/", views_sending.log, name="log"),
]
