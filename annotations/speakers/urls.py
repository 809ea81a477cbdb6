"""Addresses of annotations.speakers."""

from django.urls import path

from annotations.speakers import views

urlpatterns = [
    path("versions/<int:pk>/speakers/", views.options, name="speaker_options"),
]
