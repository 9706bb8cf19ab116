"""Texts that try to be more than text: markup, scripts, links with other schemes, and Unicode that leaves its place.

Whatever runs one of them sets ``window.pwned`` or asks for something at ``attacker.example``.
"""

RUN = "window.pwned=1"
ELSEWHERE = "attacker.example"

MARKUP = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"\"><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"</li></ul><style>*{{display:none}}</style><script>{RUN}</script>",
    f"<a href=javascript:{RUN}>x</a>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}{{@html '<b>'}}",
    f"<link rel=stylesheet href=//{ELSEWHERE}/a.css>",
    f"<meta http-equiv=refresh content=0;url=//{ELSEWHERE}>",
    "&lt;b&gt;&#60;i&#62;&amp;",
    "<b>bold</b>\\u003cscript\\u003e",
)
UNICODE = (
    "Z" + "\u0351\u0489" * 30,  # marks piled up over and below a letter
    "\u202eelbisivni \u2066x",  # overrides and an isolate that is never closed
    "مريم \u200f(عبد) الله",
    "\ufdfd" * 20,  # the widest character there is
    "𒐫" * 20,
    "👩‍👩‍👧‍👦" * 9,
    "W" * 64,
    "a\u00adb\u200bc\u2060d\ufeffe",
    "' OR 1=1 --",
    "../../etc/passwd\\..\\",
)
NAMES = tuple(text[:64] for text in (*MARKUP, *UNICODE))
TITLE = f"</title><script>{RUN}</script> \u202eeltit \u202a& <b>"[:100]

LINES = "\n" * 300 + "the end"
NO_LINKS = (
    f"javascript:{RUN}",
    f"JaVaScRiPt://x%0a{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    "file:///etc/passwd",
    f"blob:http://127.0.0.1/{'0' * 8}",
    "ms-settings:windowsupdate",
    f"ftp://{ELSEWHERE}/a",
    f"mailto:a@{ELSEWHERE}?body=<script>{RUN}</script>",
)
"""What must not become a link."""
LINKS = (
    ("meetdesk://join?addr=10.0.0.1&fp=x&s=y", "meetdesk://join?"),
    (f'http://{ELSEWHERE}/"onmouseover="{RUN}', f"http://{ELSEWHERE}/"),
    (f"http://{ELSEWHERE}/<script>{RUN}</script>", f"http://{ELSEWHERE}/"),
    (f"https://bank.example:secret@{ELSEWHERE}/", "https://bank.example"),
    (f"\u202eABC https://www.exаmple.com/ DEF {ELSEWHERE}", "https://www.exаmple.com/"),  # a Cyrillic letter
    (f"[\u202ewords](http://{ELSEWHERE}/) and more", f"http://{ELSEWHERE}/"),
    (f"http://{ELSEWHERE}/\u202egnp.exe", f"http://{ELSEWHERE}/"),
)
"""A message, and what its link must begin with."""
CHATS = (*MARKUP, *UNICODE, LINES, "x" * 4_000, "\u202e" * 50 + "backwards", *NO_LINKS, *(text for text, _ in LINKS))
