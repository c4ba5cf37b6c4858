"""The demo, beside which the README's words are held."""

from tests.fixtures.demo import demo_folder, demo_server, drawn_demo

__all__ = ["demo_folder", "demo_server", "drawn_demo"]
