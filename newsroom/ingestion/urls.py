"""Addresses of newsroom.ingestion."""

from django.urls import path

from newsroom.ingestion import views

urlpatterns = [
    path("add/", views.add, name="add"),
    path("add/recognition/", views.recognition, name="add_recognition"),
    path("add/arrivals/", views.arrivals, name="arrivals"),
    path("articles/<int:pk>/attempt/", views.attempt, name="article_attempt"),
    path("articles/<int:pk>/removal/", views.removal, name="article_removal"),
]
