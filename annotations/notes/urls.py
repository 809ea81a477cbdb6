"""Addresses of annotations.notes."""

from django.urls import path

from annotations.notes import views

urlpatterns = [
    path("highlights/<int:pk>/notes/", views.notes, name="notes"),
    path("notes/<int:pk>/", views.note, name="note"),
    path("notes/<int:pk>/deletion/", views.deletion, name="note_deletion"),
]
