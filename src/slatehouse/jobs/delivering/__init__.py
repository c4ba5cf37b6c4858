"""Delivering webhooks: what happened is read from the event log, and told to those who asked to be."""
