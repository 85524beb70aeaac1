"""The suite against what one would use instead of it: see ``run.py``."""
