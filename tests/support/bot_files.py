"""A file that a bot shares with everybody: section 4.4 of the protocol."""

from meetdesk.client.files import put_file
from meetdesk.core.topics.files import OfferFile
from meetdesk.wire import messages as wire
from tests.support.bot import Bot
from tests.support.bot_channels import open_channel


async def share(bot: Bot, name: str, content: bytes) -> int:
    """Offers and sends it; returns its number. Raises Refused, or MeetDeskError if the host does not take it."""
    answer = await bot.request(OfferFile(0, name, len(content)))
    assert isinstance(answer, wire.Done), answer
    assert answer.file is not None
    channel = await open_channel(bot.admission, "file")
    await put_file(channel, answer.file, content)
    await channel.close()
    return answer.file
