"""The form that renames a topic."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from newsroom.outlets.models import Topic


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = self.instance.name

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Topic.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a topic of this name already."))
        return name
