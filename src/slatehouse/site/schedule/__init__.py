"""Scheduling on a site: reads tasks and rules, asks the `scheduling` room, and writes what it answers."""
