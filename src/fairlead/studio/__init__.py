"""The studio: local web pages for a project and for the lesson, on the real engine.

Read in this order: `places` (whose pages they are), `guard` (who may ask), `asking` (what a page is given and how it
answers), `app` (the pages under their addresses), `events` (what a run does, live), then `pages`, `views`, `lesson`.
The studio decides nothing about pipelines, models or tables: it asks the project and its store, and draws the answers.
"""
