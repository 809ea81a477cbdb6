"""Addresses of annotations.library."""

from django.urls import path

from annotations.library import views
from annotations.library.sample_removal import samples_removal

urlpatterns = [
    path("", views.library, name="library"),
    path("articles/<int:pk>/reading/", views.reading, name="reading"),
    path("settings/samples/removal/", samples_removal, name="samples_removal"),
]
