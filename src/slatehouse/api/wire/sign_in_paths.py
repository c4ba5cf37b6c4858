"""Where a browser is sent to sign in."""

__all__ = ["BACK", "ELSEWHERE", "LOGIN", "LOGOUT", "SIGN_IN"]

LOGIN = "/user/login"
LOGOUT = "/user/logout"
ELSEWHERE = "/user/login/openid"
"""To the studio's provider, and by `return_path` back to a page of this site."""
BACK = "/user/login/openid/back"

SIGN_IN = "/sign-in"
"""The web application's own page."""
