"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("annotations.urls")),
    path("", include("newsroom.ingestion.urls")),
    path("", include("newsroom.sources.urls")),
    path("", include("newsroom.originals.urls")),
    path("", include("newsroom.sending.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
