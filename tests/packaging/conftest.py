"""Makes the parts of ``packaging/dev.py`` importable."""

import sys

from tests.support.window import ROOT

sys.path.append(str(ROOT / "packaging"))
