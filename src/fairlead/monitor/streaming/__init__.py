"""Watch answers one by one, as their outcomes come in: whether the error rate has changed, and how late one knows.

Read in this order: `detectors` (those of river, and two dummies), then `delays` (what each is worth, before one is
chosen).
"""
