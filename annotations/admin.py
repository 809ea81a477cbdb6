"""People and what they made, for the owner's rare repairs."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.notes.models import Note
from annotations.sharing.models import ShareLink
from annotations.speakers.models import Attribution, Speaker, SpeakerName
from annotations.teams.models import Invitation, User
from newsroom.admin import ReadOnly

# One way in, with its limits and its second step.
admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = settings.SITE_NAME


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Set a new password for somebody, or close an account."""

    list_display = ("email", "name", "is_active", "is_superuser", "date_joined", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("date_joined",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Reading"), {"fields": ("theme", "text_size", "single_keys")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # People come by invitation.

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False  # What they wrote would go with them.


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ("__str__", "invited_by", "created_at", "expires_at", "used_at", "used_by")
    list_select_related = ("invited_by", "used_by")
    exclude = ("token_digest",)


@admin.register(Highlight)
class HighlightAdmin(ReadOnly):
    list_display = ("words", "kind", "author", "version", "created_at")
    list_filter = ("kind", "visibility")
    list_select_related = ("author", "version")
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Highlight]:
        return Highlight.objects.visible_to(request.user)


@admin.register(Note)
class NoteAdmin(ReadOnly):
    list_display = ("body", "author", "highlight", "created_at")
    list_select_related = ("author", "highlight")
    search_fields = ("body",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        return Note.objects.visible_to(request.user)


class NameInline(admin.TabularInline):
    model = SpeakerName
    extra = 1


@admin.register(Speaker)
class SpeakerAdmin(admin.ModelAdmin):
    """Correct a name or a role, or add a name somebody is also known by."""

    list_display = ("name", "kind", "role", "created_at")
    list_filter = ("kind",)
    search_fields = ("name", "names__name")
    readonly_fields = ("created_at",)
    inlines = (NameInline,)


@admin.register(Attribution)
class AttributionAdmin(ReadOnly):
    list_display = ("speaker", "highlight", "by", "at", "shown", "decides", "withdrawn_at")
    list_select_related = ("speaker", "highlight", "by")
    search_fields = ("speaker__name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attribution]:
        seen = Highlight.objects.visible_to(request.user)
        return Attribution.objects.filter(highlight__in=seen)


@admin.register(ShareLink)
class ShareLinkAdmin(ReadOnly):
    list_display = ("__str__", "shared_by", "created_at", "expires_at", "ended_at")
    list_select_related = ("shared_by", "highlight", "article")
    exclude = ("token_digest",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShareLink]:
        seen = Highlight.objects.visible_to(request.user)
        return ShareLink.objects.filter(Q(highlight__isnull=True) | Q(highlight__in=seen))
