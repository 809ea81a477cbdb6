"""Addresses of annotations.statements."""

from django.urls import path

from annotations.statements import views

urlpatterns = [
    path("speakers/<int:pk>/statements/", views.of_a_speaker, name="speaker_statements"),
    path("speakers/<int:pk>/joins/", views.joining_of_speaker, name="speaker_joining"),
    path("highlights/<int:pk>/statement/", views.of_a_highlight, name="highlight_statement"),
    path("highlights/<int:pk>/elsewhere/", views.elsewhere, name="highlight_elsewhere"),
    path("highlights/<int:pk>/statement/joins/", views.joining, name="statement_joining"),
    path("statements/<int:pk>/splitting/", views.splitting, name="statement_splitting"),
    path("rulings/<int:pk>/", views.ruling, name="ruling"),
]
