"""Addresses of annotations.record."""

from django.urls import path

from annotations.record import coverage, editing, listing, views

urlpatterns = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/table.csv", coverage.coverage_table, name="coverage_table"),
    path("speakers/", listing.speakers, name="speakers"),
    path("speakers/duplicates/", listing.duplicates, name="duplicates"),
    path("speakers/<int:pk>/", views.speaker, name="speaker"),
    path("speakers/<int:pk>/quotations.csv", views.table, name="speaker_table"),
    path("speakers/<int:pk>/edit/", editing.speaker_edit, name="speaker_edit"),
    path("speakers/<int:pk>/deletion/", editing.deletion, name="speaker_deletion"),
    path("speakers/<int:pk>/merging/", editing.merging, name="speaker_merging"),
    path("speakers/<int:pk>/difference/", editing.difference, name="speaker_difference"),
    path("speakers/<int:pk>/splitting/", editing.splitting, name="speaker_splitting"),
    path("removals/<int:pk>/undoing/", editing.removal_undoing, name="removal_undoing"),
    path("transfers/<int:pk>/undoing/", editing.transfer_undoing, name="transfer_undoing"),
]
