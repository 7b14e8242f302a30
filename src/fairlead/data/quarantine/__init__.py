"""Split a table into rows that go on and rows that are set aside; look at those, repair them, put them back.

Read in this order: `split`, `one_pass` (writes both parts), `folder` (what lies on the disk), `place` (as a whole, or
not at all), `tables` (without a folder); then `rows`, `repair`, `release`; `selection` says what taking rows out does.
"""
