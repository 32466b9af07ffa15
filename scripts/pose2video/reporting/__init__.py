"""Scores, gallery and summary of a run, whole or as far as it came.

Light: the workflow imports it while it is read. pandas and Jinja2 are loaded where they are used.
"""
