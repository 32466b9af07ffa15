"""The body's skin as a film shows it, from all sides: laid on pages that all bodies share.

`charts` (the pages) -> `choosing` (which frames) -> `sighting` (what one frame shows) -> `blending`
(one colour from many frames) -> `laying` (all of it) -> `worn` (on a dressed body).
"""
