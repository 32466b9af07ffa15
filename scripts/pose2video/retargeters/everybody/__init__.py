"""The pose normalisation of Everybody Dance Now: by two depths, and by one drawn height.

Both measure driver and character first (`measure`), as a plain document that a rule keeps and draws
(`charts`), and then apply what was measured.
"""
