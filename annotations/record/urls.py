"""Addresses of annotations.record."""

from django.urls import path

from annotations.record import listing, views

urlpatterns = [
    path("speakers/", listing.speakers, name="speakers"),
    path("speakers/<int:pk>/", views.speaker, name="speaker"),
    path("speakers/<int:pk>/quotations.csv", views.table, name="speaker_table"),
]
