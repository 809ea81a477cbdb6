"""Addresses of annotations.teams."""

from django.urls import path

from annotations.teams import views

urlpatterns = [
    path("welcome/<str:token>/", views.welcome, name="welcome"),
    path("people/", views.people, name="people"),
    path("people/invitations/", views.invitations, name="invitations"),
    path("people/invitations/<int:pk>/ending/", views.invitation_ending, name="invitation_ending"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("settings/", views.own_settings, name="settings"),
    path("settings/looks/", views.looks, name="looks"),
]
