"""What Windows shows of a program: its version resource. Pure."""

import re


def numbers(version: str) -> tuple[int, int, int, int]:
    """Windows wants four: ``1.2.3`` is 1, 2, 3, 0."""
    found = [int(part) for part in re.findall(r"\d+", version)][:3]
    major, minor, patch = [*found, 0, 0, 0][:3]
    return major, minor, patch, 0


def resource(version: str, name: str) -> str:
    """PyInstaller's description of the resource of the program ``name`` (``meetdesk.exe``)."""
    texts = {
        "CompanyName": "MeetDesk",
        "FileDescription": "MeetDesk",
        "FileVersion": version,
        "InternalName": "meetdesk",
        "LegalCopyright": "MIT licence",
        "OriginalFilename": name,
        "ProductName": "MeetDesk",
        "ProductVersion": version,
    }
    lines = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in texts.items())
    # 0x0409, 1200: American English in Unicode.
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers(version)}, prodvers={numbers(version)}), "
        f"kids=[StringFileInfo([StringTable('040904B0', [{lines}])]), "
        "VarFileInfo([VarStruct('Translation', [0x0409, 1200])])])\n"
    )
