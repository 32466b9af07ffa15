"""Data sets: films or frames of several people, in one of the known layouts.

`layouts` say which files of a set belong together, a file a layout, `usable` which frames are fit
to learn from. A rule writes a `SetIndex` of what became of them, from which training takes its
`Footage` and `References` their pairs of frames.
"""
