"""The texts, for the owner's rare repairs. What was captured is never changed here."""

from django.contrib import admin
from django.http import HttpRequest

from newsroom.articles.models import Article, Capture, Version
from newsroom.outlets.models import Outlet


class ReadOnly(admin.ModelAdmin):
    """Rows that are made and changed in the program only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):
    """Correct the name of an outlet."""

    list_display = ("name", "domain")
    search_fields = ("name", "domain")


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    list_display = ("__str__", "outlet", "state", "failure", "added_by", "added_at")
    list_filter = ("state", "is_sample", "outlet")
    list_select_related = ("outlet", "added_by")
    search_fields = ("title", "url")


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ("__str__", "article", "captured_at", "language")
    list_select_related = ("article",)
    search_fields = ("title",)


@admin.register(Capture)
class CaptureAdmin(ReadOnly):
    list_display = ("__str__", "article", "source", "status", "failure")
    list_filter = ("source", "failure")
    list_select_related = ("article",)
    exclude = ("packed",)
