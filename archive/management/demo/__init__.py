"""The project's own demo: three essays and forty comments, every person in them invented."""
