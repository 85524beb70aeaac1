from ..workbook import controller
