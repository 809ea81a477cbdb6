"""Addresses of annotations.reader."""

from django.urls import path

from annotations.reader import (
    comparing,
    exporting,
    live,
    marking,
    saying,
    speaker_options,
    suggesting,
    views,
)

urlpatterns = [
    path("articles/<int:pk>/", views.article, name="article"),
    path("articles/<int:pk>/compare/", comparing.comparison, name="article_comparison"),
    path("articles/<int:pk>/changes/", live.changes, name="article_changes"),
    path("articles/<int:pk>/news/", live.news, name="article_news"),
    path("articles/<int:pk>/export/", exporting.export, name="article_export"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/<int:pk>/speakers/", speaker_options.options, name="speaker_options"),
    path("versions/<int:pk>/highlights/", views.highlights, name="highlights"),
    path("highlights/<int:pk>/", views.highlight, name="highlight"),
    path("versions/<int:pk>/cards/", views.cards, name="cards"),
    path("highlights/<int:pk>/card/", views.card, name="highlight_card"),
    path("highlights/<int:pk>/deletion/", views.deletion, name="highlight_deletion"),
    path("labels/", marking.labels, name="labels"),
    path("highlights/<int:pk>/span/", marking.span, name="highlight_span"),
    path("highlights/<int:pk>/following/", comparing.followed, name="highlight_following"),
    path("highlights/<int:pk>/kind/", marking.kind, name="highlight_kind"),
    path("highlights/<int:pk>/verdict/", marking.verdict, name="highlight_verdict"),
    path("highlights/<int:pk>/speaker/", saying.speaker, name="highlight_speaker"),
    path("highlights/<int:pk>/decision/", saying.decision, name="highlight_decision"),
    path("suggestions/decisions/", suggesting.decisions, name="decisions"),
    path("suggestions/<int:pk>/", suggesting.suggestion, name="suggestion"),
]
