from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class SignInRequired(LoginRequiredMiddleware):
    """Asks for a sign-in. For a part of a page it answers 401: the sign-in page is no part."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponseBase:
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)
