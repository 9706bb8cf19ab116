"""The bill of materials (CycloneDX 1.6, JSON): every component of the app by name, version, licence and package URL."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as BillComponent
from cyclonedx.model.component import ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from bundle.contents.components import Component
from meetdesk import __version__


def write(parts: Sequence[Component], file: Path) -> None:
    """The same parts give the same file: it carries no time, and its number is made of what it lists."""
    listed = "\n".join(part.purl for part in parts)
    bill = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"meetdesk@{__version__}\n{listed}"))
    bill.metadata.timestamp = None  # type: ignore[assignment]  # the format has it optional
    licence = LicenseFactory().make_from_string
    app = BillComponent(
        name="MeetDesk",
        version=__version__,
        type=ComponentType.APPLICATION,
        licenses=[licence("MIT")],
        bom_ref=f"meetdesk@{__version__}",
    )
    bill.metadata.component = app
    found = [
        BillComponent(
            name=part.name,
            version=part.version,
            type=ComponentType.LIBRARY,
            licenses=[licence(part.licence)] if part.licence else [],
            purl=PackageURL.from_string(part.purl),
            bom_ref=part.purl,
        )
        for part in parts
    ]
    for one in found:
        bill.components.add(one)
    bill.register_dependency(app, found)
    file.write_text(JsonV1Dot6(bill).output_as_string(indent=2) + "\n", encoding="utf-8")
