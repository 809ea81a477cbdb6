"""Addresses of newsroom.ingestion."""

from django.urls import path

from newsroom.ingestion import details_views, import_views, merging_views, views

urlpatterns = [
    path("add/", views.add, name="add"),
    path("add/recognition/", views.recognition, name="add_recognition"),
    path("add/arrivals/", views.arrivals, name="arrivals"),
    path("add/attempts/", views.attempts, name="attempts"),
    path("add/removals/", views.removals, name="removals"),
    path("imports/<int:pk>/", import_views.page, name="import"),
    path("imports/<int:pk>/attempt/", import_views.attempt, name="import_attempt"),
    path("imports/<int:pk>/removal/", import_views.removal, name="import_removal"),
    path("articles/<int:pk>/attempt/", views.attempt, name="article_attempt"),
    path("articles/<int:pk>/removal/", views.removal, name="article_removal"),
    path("articles/<int:pk>/details/", details_views.details, name="article_details"),
    path("articles/<int:pk>/merging/", merging_views.merging, name="article_merging"),
    path("articles/<int:pk>/splitting/", merging_views.splitting, name="article_splitting"),
]
