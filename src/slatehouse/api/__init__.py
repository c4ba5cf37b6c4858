"""The doors: parse a protocol, call a verb, render the answer."""
