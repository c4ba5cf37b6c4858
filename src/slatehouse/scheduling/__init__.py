"""When tasks happen: working days, the dates and duration of a task, and what a task depends on.

Frozen values and plain functions. Nothing here knows a database, a caller or the rest of the product.
"""
