"""What the frozen app begins with."""

import sys

from meetdesk.__main__ import main

sys.exit(main())
