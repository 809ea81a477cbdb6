"""Addresses of annotations.quotations."""

from django.urls import path

from annotations.quotations import checking

urlpatterns = [
    path("suggestions/", checking.suggestions, name="suggestions"),
]
