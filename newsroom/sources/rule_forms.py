"""The form of a rule: what is done, with what, and for whom it holds."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.ingestion.rules import LANGUAGE, TOPIC, Condition
from newsroom.outlets.models import Feed, Outlet, Rule, Topic


class RuleForm(forms.ModelForm):
    """A rule of a feed, of an outlet, or of all; `topic_name` where it gives a topic."""

    value = forms.CharField(label=gettext_lazy("Which, with commas between them"), max_length=500)
    topic_name = forms.CharField(label=gettext_lazy("Topic"), max_length=100, required=False)
    feed = forms.ModelChoiceField(Feed.objects.all(), required=False, widget=forms.HiddenInput)
    outlet = forms.ModelChoiceField(Outlet.objects.all(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Rule
        fields = ("action", "field", "value", "feed", "outlet")
        labels = {"action": gettext_lazy("Do this"), "field": gettext_lazy("Looking at")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("action", Rule.Action.choices), ("field", Rule.Field.choices)):
            self.fields[name].choices = choices
        if self.instance.topic_id and not self.is_bound:
            self.initial["topic_name"] = self.instance.topic.name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("feed"):
            cleaned["outlet"] = None
        if "value" in cleaned and "field" in cleaned:
            self._check_value(cleaned)
        if cleaned.get("action") == TOPIC and not cleaned.get("topic_name"):
            self.add_error("topic_name", _("Name the topic that is given."))
        return cleaned

    def _check_value(self, cleaned: dict[str, Any]) -> None:
        values = Condition(cleaned["field"], cleaned["value"], "").values
        if not values:
            self.add_error("value", _("Write at least one word."))
        elif cleaned["field"] == LANGUAGE and not all(map(_is_tag, values)):
            self.add_error("value", _("Write languages as short tags, such as en, pt or ar."))

    @property
    def condition(self) -> Condition | None:
        """What is being tried, before it is kept; None while the form is not complete."""
        cleaned = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if not cleaned:
            return None
        feed, outlet = cleaned["feed"], cleaned["outlet"]
        return Condition(
            field=cleaned["field"],
            value=cleaned["value"],
            action=cleaned["action"],
            topic_id=0,
            feed_id=feed.pk if feed else None,
            outlet_id=outlet.pk if outlet else None,
        )

    def save(self, commit: bool = True) -> Rule:
        """Keep the rule. The same rule for the same feed or outlet is kept once."""
        rule, cleaned = self.instance, self.cleaned_data
        with transaction.atomic():
            gives = cleaned["action"] == TOPIC
            rule.topic = Topic.objects.called(cleaned["topic_name"]) if gives else None
            twin = Rule.objects.filter(
                feed=cleaned["feed"],
                outlet=cleaned["outlet"],
                field=rule.field,
                value=rule.value,
                action=rule.action,
                topic=rule.topic,
            )
            if rule.pk is None:
                rule = twin.first() or rule
            rule.removed_at = None
            rule.save()
        return rule


def _is_tag(value: str) -> bool:
    return 2 <= len(value.replace("_", "-").partition("-")[0]) <= 3 and value.isascii()
