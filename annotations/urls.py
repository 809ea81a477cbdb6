"""The addresses of what readers make of the texts."""

from django.urls import include, path

urlpatterns = [
    path("", include("annotations.library.urls")),
    path("", include("annotations.reader.urls")),
    path("", include("annotations.record.urls")),
    path("", include("annotations.statements.urls")),
    path("", include("annotations.quotations.urls")),
    path("", include("annotations.notes.urls")),
    path("", include("annotations.sharing.urls")),
    path("", include("annotations.teams.urls")),
]
