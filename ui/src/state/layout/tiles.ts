import type { LayoutMode, Track } from '../../wire/messages'
import type { Person } from '../people/people'

/**
 * What one tile shows: somebody's camera (or their initials), or a screen they share. A person has one camera tile and
 * as many screen tiles as they share screens.
 */
export interface Tile {
  /** The same for the same thing as long as it is there. */
  key: TileKey
  person: Person
  source: 'camera' | 'screen'
  /** The video track; null: there is no picture. */
  track: number | null
}

export type TileKey = `camera-${number}` | `screen-${number}`

export function cameraKey(participant: number): TileKey {
  return `camera-${participant}`
}

export function screenKey(track: number): TileKey {
  return `screen-${track}`
}

/**
 * One tile for each person, in their order, and one for each screen that others share, the oldest first. One's own
 * screen has none: it would show itself showing itself.
 */
export function tilesOf(people: readonly Person[], tracks: readonly Track[]): Tile[] {
  const cameras = people.map(
    (person): Tile => ({ key: cameraKey(person.id), person, source: 'camera', track: person.video }),
  )
  const screens = tracks
    .filter(({ source, muted }) => source === 'screen' && !muted)
    .sort((one, other) => one.track - other.track)
    .flatMap(({ track, participant }): Tile[] => {
      const person = people.find(({ id }) => id === participant)
      return person && !person.me ? [{ key: screenKey(track), person, source: 'screen', track }] : []
    })
  return [...screens, ...cameras]
}

/** The two ways of showing people; what is on the stage is shown large either way. */
export type Mode = LayoutMode

/** Why something is on the stage, from the strongest reason down. */
export type Reason = 'pin' | 'spotlight' | 'screen' | 'speaker'

export interface Choice {
  mode: Mode
  /** What this person alone wants to see large. */
  pinned: TileKey | null
  /** What took the stage by itself, and was sent back to the grid. */
  dismissed: ReadonlySet<TileKey>
}

export interface Stage {
  /** Null: nothing asks for the stage, and the grid is shown. */
  reason: Reason | null
  /** What is shown large; in a window for one picture only, its first. Empty if there is nobody to show. */
  tiles: readonly Tile[]
}

/**
 * What is large. A pin goes before the host's spotlight, that before a shared screen (the one that began last), and that
 * before the active speaker. `spotlight`: participants; `lead`: the camera to show where no other reason is given.
 */
export function stageOf(
  tiles: readonly Tile[],
  choice: Choice,
  spotlight: readonly number[],
  lead: Tile | null,
): Stage {
  const pinned = tiles.find(({ key }) => key === choice.pinned)
  if (pinned) return { reason: 'pin', tiles: [pinned] }
  const calling = callsOf(tiles, spotlight).filter(({ tile }) => !choice.dismissed.has(tile.key))
  const lit = calling.filter(({ reason }) => reason === 'spotlight').map(({ tile }) => tile)
  if (lit.length > 0) return { reason: 'spotlight', tiles: lit }
  const screen = calling.findLast(({ reason }) => reason === 'screen')
  if (screen) return { reason: 'screen', tiles: [screen.tile] }
  return { reason: choice.mode === 'speaker' && lead ? 'speaker' : null, tiles: lead ? [lead] : [] }
}

export interface Call {
  reason: 'spotlight' | 'screen'
  tile: Tile
}

/** Everything that takes the stage by itself. */
export function callsOf(tiles: readonly Tile[], spotlight: readonly number[]): Call[] {
  return tiles.flatMap((tile): Call[] => {
    if (tile.source === 'screen') return [{ reason: 'screen', tile }]
    return spotlight.includes(tile.person.id) ? [{ reason: 'spotlight', tile }] : []
  })
}
