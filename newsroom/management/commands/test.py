"""`manage.py test`: all tests, or those that pytest's own arguments choose."""

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
#: All tests take every core, a file at a time: what a file prepares is prepared once.
ALL = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]


class Command(BaseCommand):
    help = _("Run the tests with pytest; every argument is pytest's.")

    def run_from_argv(self, argv: list[str]) -> None:
        """Become pytest: its database has to be there before Django's settings load."""
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *(argv[2:] or ALL)])
