import type { LayoutMode } from '../../wire/messages'
import type { Tile, TileKey } from './tiles'

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
