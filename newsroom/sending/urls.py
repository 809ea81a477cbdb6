"""Addresses of newsroom.sending."""

from django.urls import path

from newsroom.sending import views

urlpatterns = [
    path("add/bookmarklet/", views.bookmarklet, name="bookmarklet"),
    path("add/page/", views.sent_page, name="sent_page"),
    path("add/shared/", views.share_target, name="share_target"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
