import type { Channel } from './rules'

/** Where a channel is; `meeting`: the address of them all, without the channel's name. */
export const channelUrl = (meeting: string, channel: Channel): string => `${meeting}/${channel}`
