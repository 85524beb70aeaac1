"""The sample "CRM Sales Opportunities" as input of a real import.

source: the CSV files as they are, and a generated stand-in with the same columns
oracle: figures counted from the files by plain Python
loading: the import through Odoo's own ``load()``
story: what partner, managers and approvers do with it afterwards
"""
