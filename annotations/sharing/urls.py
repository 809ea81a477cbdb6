"""Addresses of annotations.sharing."""

from django.urls import path

from annotations.sharing import views

urlpatterns = [
    path("highlights/<int:pk>/share/", views.share_highlight, name="share_highlight"),
    path("articles/<int:pk>/share/", views.share_article, name="share_article"),
    path("shares/<int:pk>/ending/", views.ending, name="share_ending"),
    path("s/<str:token>/", views.shared, name="shared"),
]
