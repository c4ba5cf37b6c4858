"""Signing in with OpenID Connect: a provider that the studio has says who someone is.

The authorization code flow with PKCE, as the page where people sign in goes through it.
"""
