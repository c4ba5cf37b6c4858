"""Rows of a sheet, CSV as spreadsheets write it, become rows of a type."""
