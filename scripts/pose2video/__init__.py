"""pose2video: a character performs the motion of a film. The library behind the scripts."""

__version__ = "0.4.0"
