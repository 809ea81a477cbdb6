"""Addresses of annotations.reader."""

from django.urls import path

from annotations.reader import views

urlpatterns = [
    path("articles/<int:pk>/", views.article, name="article"),
    path("versions/<int:pk>/", views.version, name="version"),
    path("versions/<int:pk>/highlights/", views.highlights, name="highlights"),
    path("highlights/<int:pk>/", views.highlight, name="highlight"),
    path("highlights/<int:pk>/deletion/", views.deletion, name="highlight_deletion"),
]
