import { m } from '../../i18n'
import type { Announcement } from '../../state/notices/announcements'
import { isolated } from '../../text/directions'
import type { Drawers, ReactionKind } from '../../wire/messages'

const NAMES: Record<ReactionKind, () => string> = {
  thumbs_up: m.reaction_thumbs_up,
  clap: m.reaction_clap,
  heart: m.reaction_heart,
  laugh: m.reaction_laugh,
  surprise: m.reaction_surprise,
  celebrate: m.reaction_celebrate,
}

const DRAWERS: Record<Drawers, (said: { name: string }) => string> = {
  nobody: m.said_drawers_nobody,
  co_hosts: m.said_drawers_co_hosts,
  all: m.said_drawers_all,
}

/** What a reaction is called where it cannot be seen. */
export function reactionName(kind: ReactionKind): string {
  return NAMES[kind]()
}

/** Names that are said; the others are counted. */
const NAMED = 3

function microphoneText(on: boolean): string {
  return on ? m.said_microphone_on() : m.said_microphone_off()
}

function cameraText(on: boolean): string {
  return on ? m.said_camera_on() : m.said_camera_off()
}

/** One sentence for a screen reader, or as a caption. */
export function announcementText(said: Announcement): string {
  switch (said.kind) {
    case 'hand_raised':
      return m.said_hand_raised({ name: said.name, place: said.place })
    case 'hand_lowered':
      return m.said_hand_lowered({ name: said.name })
    case 'hands_lowered':
      return m.said_hands_lowered()
    case 'own_hand':
      return m.said_own_hand({ place: said.place })
    case 'own_hand_lowered':
      return m.said_own_hand_lowered()
    case 'drawing':
      return m.said_drawing({ name: said.name })
    case 'wrote':
      return m.said_wrote({ name: said.name, text: said.text })
    case 'strokes_erased':
      return m.said_strokes_erased({ name: said.name })
    case 'board':
      return m.said_board({ name: said.name, count: said.pages })
    case 'drawers':
      return DRAWERS[said.who]({ name: said.name })
    case 'own_drawn':
      return m.said_own_drawn()
    case 'own_strokes_erased':
      return m.said_own_strokes_erased()
    case 'timer_over':
      return m.timer_over()
    case 'entered': {
      const { title, people } = said
      const where = people === 1 ? m.said_entered_alone({ title }) : m.said_entered({ title, count: people })
      return [where, microphoneText(said.microphone), cameraText(said.camera)].join(' ')
    }
    case 'own_microphone':
      return microphoneText(said.on)
    case 'own_camera':
      return cameraText(said.on)
    case 'reacted': {
      const names = said.names.slice(0, NAMED).map(isolated).join(', ')
      const more = said.names.length - NAMED
      const reaction = reactionName(said.reaction)
      return more > 0 ? m.said_reacted_more({ names, more, reaction }) : m.said_reacted({ names, reaction })
    }
  }
}
