"""Framing: which part of a character's picture, and of what lies around it, a film shows.

A performance is as large as the driver's travel makes it, a picture only as large as somebody took
it. `views` says what a view is, `extents` how far a performance reaches, `choosing` finds the view
that holds it, `extending` gives the character as the view shows it, `beyond` what lies around its
picture.
"""

# Sides of a film in pixels: a frame of 768 costs up to twice one of 512, one of 1024 three times.
AUTO, SIDES = "auto", (512, 640, 768)
