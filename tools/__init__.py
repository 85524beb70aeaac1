"""Brings up Odoo, databases, servers and linters, and runs what lies in tests/.

`make` and `bin/odoo` start dev.py. Needs Python's standard library only.
"""
