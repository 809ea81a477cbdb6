"""Addresses of annotations.notes."""

from django.urls import path

from annotations.notes import mention_views, views

urlpatterns = [
    path("highlights/<int:pk>/notes/", views.notes, name="notes"),
    path("highlights/<int:pk>/resolution/", views.resolution, name="resolution"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/deletion/", views.deletion, name="note_deletion"),
    path("notes/<int:pk>/wordings/", views.wordings, name="note_wordings"),
    path("mentions/", mention_views.mentions, name="mentions"),
    path("mentions/seeing/", mention_views.seeing, name="mentions_seeing"),
    path("people/options/", mention_views.people_options, name="people_options"),
]
