"""The e-mail addresses of an account."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm
from allauth.account.utils import filter_users_by_email


class AddressForm(AddEmailForm):
    """One more address of one's own; another member's address is refused at once."""

    def clean_email(self) -> str:
        email = super().clean_email()
        if any(user.pk != self.user.pk for user in filter_users_by_email(email)):
            raise get_adapter().validation_error("email_taken")
        return email
