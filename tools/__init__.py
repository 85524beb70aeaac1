"""What `make` and `bin/odoo` run; see dev.py. Needs Python's standard library only."""
