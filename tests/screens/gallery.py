"""The screens of the gallery (`ui/src/gallery`), grouped as they are shown, and how each is reached."""

from itertools import chain
from typing import NamedTuple

PHONE = (360, 740)
SHORT, LONG, ASIDE = (360, 640), (390, 844), (844, 390)
"""Phones that are held upright and on their side."""


class Screen(NamedTuple):
    name: str
    query: str
    click: str = ""
    """Accessible name (English, Chinese) of a button to press first."""
    type_in: str = ""
    second: str = ""
    """Of another button to press after that."""
    then: str = ""
    """Of an item to choose in the menu, or a conversation in the chat, that the button opened."""
    press: str = ""
    """A key to press."""
    last: str = ""
    """Of a button to press after the key."""
    shows: str = ""
    """What comes only after a while, and is waited for."""
    size: tuple[int, int] | None = None
    """Width and height of a window that is always of this size."""
    touch: bool = False
    """Fingers are what it is used by."""


GROUPS: dict[str, tuple[Screen, ...]] = {
    "Start": (
        Screen("home", "screen=home"),
        Screen("home-first-start", "screen=home&fresh"),
        Screen("home-found", "screen=home&states=found"),
        Screen("home-busy-camera", "screen=home&states=busy-camera"),
        Screen("home-join-failed", "screen=home&fail=host_unreachable", "Join|加入"),
        Screen("link", "screen=room&people=3&states=link"),
        Screen("more", "screen=home", "More|更多"),
        Screen("check", "screen=home", "More|更多", then="Check my connection|检查我的连接"),
        Screen("about", "screen=home", "More|更多", then="About MeetDesk|关于 MeetDesk"),
        Screen("recovered", "screen=room&people=3&states=again"),
        Screen("ended", "screen=ended"),
        Screen("broken", "screen=broken"),
    ),
    "Past meetings": (
        Screen("past", "screen=past"),
        Screen("past-open", "screen=past", "Weekly planning.*|Weekly planning.*", shows="Good morning!|Good morning!"),
        Screen("past-empty", "screen=past&states=none"),
        Screen("past-phone", "screen=past", size=PHONE),
        Screen("past-open-phone", "screen=past", "周会.*|周会.*", shows="Good morning!|Good morning!", size=PHONE),
    ),
    "Hosting": (
        Screen("hosting", "screen=hosting&people=1"),
        Screen("hosting-words", "screen=hosting&people=1&states=words"),
        Screen("poster", "screen=hosting&people=1", "Show to the room|投屏展示"),
        Screen("poster-words", "screen=hosting&people=1&states=words", "Show to the room|投屏展示"),
        Screen("poster-guests", "screen=hosting&people=1&states=guests,words", "Show to the room|投屏展示"),
        Screen("invite", "screen=room&people=3", "Invite people|邀请成员"),
        Screen("invite-guests", "screen=room&people=3&states=guests", "Invite people|邀请成员"),
        Screen("security", "screen=room&people=6&states=lobby", "Security|安全"),
        Screen("leave", "screen=room&people=5&states=deputy", "End|结束"),
        Screen("moved", "screen=room&people=5&states=deputy,moved"),
        Screen("close", "screen=room&people=3&states=close"),
    ),
    "Room": (
        Screen("room-2", "screen=room&people=2"),
        Screen("room-9", "screen=room&people=9"),
        Screen("room-25", "screen=room&people=25"),
        Screen("room-50", "screen=room&people=50"),
        Screen("room-speaker", "screen=room&people=9&layout=speaker"),
        Screen("room-speaker-50", "screen=room&people=50&layout=speaker"),
        Screen("room-screens", "screen=room&people=5&screens=2"),
        Screen("room-screens-enlarged", "screen=room&people=5&screens=2", press="+"),
        Screen("room-small-window", "screen=room&people=5", size=(340, 250)),
        Screen("room-slow", "screen=room&people=9&states=slow"),
        Screen("room-muted", "screen=room&people=3&states=muted,talking", shows="You are muted|你已静音"),
        Screen("room-audio-only", "screen=room&people=5&states=audio-only"),
        Screen("banners", "screen=room&people=3&states=lost,suspended,busy-camera"),
        Screen("captions", "screen=room&people=9&states=captions"),
        Screen("captions-empty", "screen=room&people=1&states=captions"),
        Screen("view-menu", "screen=room&people=4", "View|视图"),
        Screen("device-menu", "screen=room&people=2", "Choose microphone and speaker|选择麦克风和扬声器"),
        Screen("camera-menu", "screen=room&people=2", "Choose camera|选择摄像头"),
        Screen("tile-menu", "screen=room&people=2", "Options for Ada Lovelace|Ada Lovelace 的选项"),
        Screen("shortcuts", "screen=room&people=4", press="?"),
        Screen("statistics", "screen=room&people=5", press="i"),
    ),
    "Chat": (
        Screen("chat", "screen=room&people=9&messages=30", "Chat|聊天"),
        Screen("chat-empty", "screen=room&people=2", "Chat|聊天"),
        Screen("chat-too-long", "screen=room&people=2&messages=3", "Chat|聊天", "x" * 4100),
        Screen(
            "chat-private",
            "screen=room&people=4&messages=9&states=private",
            "Chat.*|聊天.*",
            then="Ada Lovelace|Ada Lovelace",
        ),
        Screen("forbidden", "screen=joined&people=6&states=forbidden", "Chat|聊天"),
    ),
    "People": (
        Screen("people", "screen=room&people=9&states=deputy", "People 9|成员 9"),
        Screen("lobby", "screen=room&people=6&states=lobby", "People 6.*|成员 6.*"),
        Screen("usage", "screen=room&people=6", "People 6|成员 6", second="Usage|用量"),
        Screen("stopped", "screen=room&people=6&states=stopped"),
        Screen("waiting", "screen=joined&states=waiting"),
        Screen("hands", "screen=room&people=9&states=hands,reactions", "People 9|成员 9"),
        Screen(
            "remove",
            "screen=room&people=6",
            "People 6|成员 6",
            second="More about 李明|李明 的更多操作",
            then="Remove…|移出…",
        ),
        Screen(
            "hand-over",
            "screen=room&people=6&states=deputy",
            "People 6|成员 6",
            second="More about Ada Lovelace|Ada Lovelace 的更多操作",
            then="Hand over the meeting…|移交会议…",
        ),
    ),
    "Tools": (
        Screen("activities", "screen=room&people=9&states=hands,polls,timer", "Activities.*|活动.*"),
        Screen("polls", "screen=room&people=9&states=polls", press="o"),
        Screen("poll-new", "screen=room&people=9&states=polls", press="o", last="New poll|新建投票"),
        Screen("notes", "screen=room&people=4", press="n"),
        Screen("timer", "screen=room&people=4&states=timer", press="t"),
        Screen("board", "screen=room&people=4&states=board"),
    ),
    "Phones and guests": (
        Screen("guest", "screen=guest&states=iphone", size=PHONE, touch=True),
        Screen("guest-blocked", "screen=guest&states=iphone,blocked", size=LONG, touch=True),
        Screen(
            "guest-chat-only", "screen=guest&states=chat-only&fail=code_wrong", "Ask to come in|请求加入", size=PHONE
        ),
        Screen("phone-waiting", "screen=joined&states=waiting", size=SHORT, touch=True),
        Screen("phone-room", "screen=room&people=4", size=PHONE, touch=True),
        Screen("phone-speaker", "screen=joined&people=9&layout=speaker", size=SHORT, touch=True),
        Screen("phone-grid", "screen=joined&people=25", size=LONG, touch=True),
        Screen("phone-screen", "screen=joined&people=5&screens=1", size=LONG, touch=True),
        Screen("phone-chat", "screen=room&people=4&messages=12", "Chat|聊天", size=PHONE, touch=True),
        Screen("phone-people", "screen=joined&people=9", "People 9|成员 9", size=LONG, touch=True),
        Screen("phone-more", "screen=joined&people=4&states=hands,timer", "More.*|更多.*", size=LONG, touch=True),
        Screen("phone-aside", "screen=joined&people=9&layout=speaker", size=ASIDE, touch=True),
        Screen("phone-chat-aside", "screen=joined&people=4&messages=12", "Chat|聊天", size=ASIDE, touch=True),
    ),
}
SCREENS = tuple(chain.from_iterable(GROUPS.values()))
