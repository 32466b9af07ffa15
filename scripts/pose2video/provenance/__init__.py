"""Whose pictures a film shows, and that it is made: what every film says about itself.

`consent` (whoever is shown has agreed) -> `records` (what is said) -> `tags` (in the MP4) ->
`signing` (so that nobody changes it unseen).
"""
