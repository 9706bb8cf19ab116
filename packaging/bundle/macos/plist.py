"""What macOS is told of the app (``Info.plist``), in both languages. Pure."""

from typing import Any

IDENTIFIER = "io.github.meetdesk.MeetDesk"
# Without these sentences macOS gives neither camera nor microphone, and nobody on the network is found.
WHY: dict[str, dict[str, str]] = {
    "en": {
        "NSCameraUsageDescription": "The others in the meeting see you.",
        "NSMicrophoneUsageDescription": "The others in the meeting hear you.",
        "NSLocalNetworkUsageDescription": "MeetDesk finds and joins meetings on your own network.",
    },
    "zh-Hans": {
        "NSCameraUsageDescription": "让会议中的其他人看到您。",
        "NSMicrophoneUsageDescription": "让会议中的其他人听到您。",
        "NSLocalNetworkUsageDescription": "MeetDesk 在您自己的网络中查找并加入会议。",
    },
}


def info(version: str) -> dict[str, Any]:
    return {
        "CFBundleName": "MeetDesk",
        "CFBundleDisplayName": "MeetDesk",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": list(WHY),
        "CFBundleURLTypes": [{"CFBundleURLName": IDENTIFIER, "CFBundleURLSchemes": ["meetdesk"]}],
        "LSApplicationCategoryType": "public.app-category.video",
        # Of WebKit: cameras read in a worker (Safari 18).
        "LSMinimumSystemVersion": "15.0",
        "NSBonjourServices": ["_meetdesk._tcp"],
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        # The page comes from this computer, without TLS.
        "NSAppTransportSecurity": {"NSAllowsLocalNetworking": True},
        **WHY["en"],
    }


def strings(language: str) -> str:
    """Contents of ``<language>.lproj/InfoPlist.strings``."""
    return "".join(f'"{key}" = "{text}";\n' for key, text in WHY[language].items())
