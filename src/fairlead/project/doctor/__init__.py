"""`fairlead doctor`: look at an installation and a project, and say what is wrong and how to mend it.

One file a subject; in it one small function a check, which returns what it has seen in a sentence, and findings. The
table of them all is in `checks`, what they are given in `subject`.
"""

from __future__ import annotations

from fairlead.project.doctor.checks import CHECKS, Checked, examine
from fairlead.project.doctor.subject import Seen, Subject

__all__ = ["CHECKS", "Checked", "Seen", "Subject", "examine"]
