"""All that the demo looks like, drawn with Pillow: frames, slates, notes on frames, cards and portraits.

It knows nothing of the site: it takes settings, names and dates, and gives encoded pictures.
"""
