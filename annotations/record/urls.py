"""Addresses of annotations.record."""

from django.urls import path

from annotations.record import coverage, listing, views

urlpatterns = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/table.csv", coverage.coverage_table, name="coverage_table"),
    path("speakers/", listing.speakers, name="speakers"),
    path("speakers/<int:pk>/", views.speaker, name="speaker"),
    path("speakers/<int:pk>/quotations.csv", views.table, name="speaker_table"),
]
