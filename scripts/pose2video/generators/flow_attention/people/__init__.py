"""One painter of flows for everybody: it learns a data set of people, and performs with a picture.

`windows` -> `lessons` -> `teaching` -> `model_file` -> `showing`.
"""
