"""Formulas of calculated fields: `to_days({workload})/ceiling(to_days({duration}))` (data-types §3.22)."""
