"""How questions are asked: field paths, filter trees, sorting and paging, planned into SQL and read back.

Neutral to every wire: a question is made of resolved fields and tests, and its answer of plain values.
"""
