"""The verbs of the trade: find, create, update, retire, revive; and the event log of what they did."""
