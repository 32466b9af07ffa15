"""Pairs of true and found poses, and what learns from them to clean poses.

`random_motions` and `moving` make people move whose truth is known, `cameras` film them, `noise`
says what a detector would have found of them (fitted in `measuring`), `human36m` reads measured
pairs. `lessons` draw windows of all these, `learner` and `teaching` teach the smoother
`motion_net`; `converting` takes published weights for it.
"""
