import type { Track } from '../../wire/messages'
import type { Person } from '../people'

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
