"""The demo production: a small animated film that is invented from its script to its last note.

`build` enters it into a site through the verbs of its session. The script stands in `productions/`, and what
`drawing/` draws from it is drawn while the site is built. The rows and pictures are the same every time.
"""

from slatehouse.demo.build import DemoSummary, build

__all__ = ["DemoSummary", "build"]
