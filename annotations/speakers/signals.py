"""What happens to speakers, for those whose rows point at them.

Both are sent inside the transaction, with `source`, `target` (speakers) and `attributions`: the
keys of the attributions that went from `source` to `target`.
"""

from django.dispatch import Signal

#: All of `source` went to `target`, which is the same person.
speakers_merged = Signal()
#: Some of `source` went to `target`, which is somebody else; or a merge was undone, or a split.
speakers_split = Signal()
