"""A skin laid from a film: `choosing` (which frames) -> `sighting` (what one frame shows) ->
`blending` (one colour from many) -> `laying` (all of it); `sheet` shows it."""
