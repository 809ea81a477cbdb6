"""Addresses of newsroom.originals."""

from django.urls import path

from newsroom.originals import views

urlpatterns = [
    path("captures/<int:pk>/", views.capture, name="capture"),
    path("captures/<int:pk>/original/", views.original, name="original"),
    path("captures/<int:pk>/original/file/", views.original_file, name="original_file"),
]
