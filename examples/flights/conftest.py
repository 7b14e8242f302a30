"""Let the tests import `flights`: pytest puts the folder of a conftest.py on the import path."""
