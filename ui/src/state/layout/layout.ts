import type { Track } from '../../wire/messages'
import type { Person } from '../people/people'
import { Store } from '../store'
import { type Arrangement, arrange, type Placed, type Scene } from './arrange'
import { Order } from './order'
import { ActiveSpeaker } from './speaker'
import { type Choice, callsOf, type Mode, stageOf, type Tile, type TileKey, tilesOf } from './tiles'
import { Zoom } from './zoom'

/** What is remembered from one meeting to the next. */
export interface Remembered {
  mode: Mode
  /** Whether the own picture is left out while others are there. */
  hideSelf: boolean
}

export type LayoutChoice = Choice & Remembered

const EMPTY: Arrangement = { kind: 'grid', reason: null, placed: [], page: 0, pages: 1, pager: null }

/** What this window shows of a meeting, where, and how large. */
export class Layout {
  readonly view = new Store<Arrangement>(EMPTY)
  readonly choice: Store<LayoutChoice>
  /** Of the shared screen that is large. */
  readonly zoom = new Zoom()
  /** Every screen that others share, the oldest first. */
  readonly screens = new Store<readonly Tile[]>([])
  readonly #remember: (choice: Remembered) => void
  readonly #now: () => number
  readonly #speaker = new ActiveSpeaker()
  readonly #order = new Order()
  #people: readonly Person[] = []
  #all: readonly Tile[] = []
  #tracks: readonly Track[] = []
  #pictures = true
  #spotlight: readonly number[] = []
  #speakers: readonly number[] = []
  #room = { width: 0, height: 0 }
  #page = 0

  constructor(options: { remembered: Remembered; remember(choice: Remembered): void; now(): number }) {
    this.choice = new Store<LayoutChoice>({ ...options.remembered, pinned: null, dismissed: new Set() })
    this.#remember = options.remember
    this.#now = options.now
  }

  /** Who is in the meeting, in the order in which they joined, and what they publish. `spotlight`: participants. */
  meetingChanged(people: readonly Person[], tracks: readonly Track[], spotlight: readonly number[] = []): void {
    this.#people = people
    this.#tracks = tracks
    this.#spotlight = spotlight
    this.#tiles()
  }

  /** Whether there are pictures at all; without them only people are shown. */
  setPictures(on: boolean): void {
    this.#pictures = on
    this.#tiles()
  }

  /** Who speaks now, loudest first. */
  speakersChanged(speakers: readonly number[]): void {
    this.#speakers = speakers
    this.#arrange()
  }

  /** The room for tiles, in CSS pixels. */
  resize(width: number, height: number): void {
    if (width === this.#room.width && height === this.#room.height) return
    this.#room = { width, height }
    this.#arrange()
  }

  /** Time has passed; call it a few times a second. */
  tick(): void {
    if (this.#speakers.length > 0) this.#arrange()
  }

  /** What took the stage by itself goes back to the grid, until something else does. */
  show(mode: Mode): void {
    const calls = callsOf(this.#all, this.#spotlight).map(({ tile }) => tile.key)
    this.#choose({ mode, pinned: null, dismissed: new Set(mode === 'grid' ? calls : []) })
  }

  /** From whatever is large to the grid, and from the grid to the speaker. */
  toggleMode(): void {
    this.show(this.view.get().reason === null ? 'speaker' : 'grid')
  }

  /** Shows this tile large, for this person only; null ends that. */
  pin(key: TileKey | null): void {
    this.#choose({ pinned: key })
  }

  setHideSelf(hideSelf: boolean): void {
    this.#choose({ hideSelf })
  }

  turnPage(by: 1 | -1): void {
    const { page, pages } = this.view.get()
    this.#page = Math.min(pages - 1, Math.max(0, page + by))
    this.#arrange()
  }

  #tiles(): void {
    const people = this.#pictures ? this.#people : this.#people.map((person) => ({ ...person, video: null }))
    this.#all = tilesOf(people, this.#pictures ? this.#tracks : [])
    this.screens.set(this.#all.filter(({ source }) => source === 'screen'))
    this.#forgetWhatIsGone()
    this.#arrange()
  }

  #choose(change: Partial<LayoutChoice>): void {
    const before = this.choice.get()
    const choice = { ...before, ...change }
    this.choice.set(choice)
    const { mode, hideSelf } = choice
    if (mode !== before.mode || hideSelf !== before.hideSelf) this.#remember({ mode, hideSelf })
    this.#page = 0
    this.#arrange()
  }

  #forgetWhatIsGone(): void {
    const { pinned, dismissed } = this.choice.get()
    const calls = new Set(callsOf(this.#all, this.#spotlight).map(({ tile }) => tile.key))
    const kept = [...dismissed].filter((key) => calls.has(key))
    if (kept.length < dismissed.size) this.choice.update((choice) => ({ ...choice, dismissed: new Set(kept) }))
    if (pinned !== null && !this.#all.some(({ key }) => key === pinned)) {
      this.choice.update((choice) => ({ ...choice, pinned: null }))
    }
  }

  #arrange(): void {
    const others = this.#people.filter(({ me }) => !me).map(({ id }) => id)
    const speakers = this.#speakers.filter((speaker) => others.includes(speaker))
    const now = this.#now()
    const active = this.#speaker.update(speakers, new Set(others), now)
    this.#order.present(others)
    const scene = this.#scene(active)
    if (scene.stage.reason === 'speaker' && active !== null) this.#order.lead(active)
    const { onStage, beside } = othersIn(arrange({ ...scene, page: 0 }).placed)
    const offStage = speakers.filter((speaker) => !onStage.includes(speaker))
    this.#order.heard(offStage, beside, now)
    this.#show(arrange(this.#scene(active)))
  }

  #scene(active: number | null): Scene {
    const { pinned, dismissed, mode, hideSelf } = this.choice.get()
    const cameras = new Map(this.#all.filter(({ source }) => source === 'camera').map((tile) => [tile.person.id, tile]))
    const screens = this.#all.filter(({ source }) => source === 'screen')
    const others = this.#order.people.flatMap((id) => cameras.get(id) ?? [])
    const own = this.#all.find(({ person, source }) => person.me && source === 'camera') ?? null
    const lead = (active === null ? undefined : cameras.get(active)) ?? others[0] ?? own
    return {
      ...this.#room,
      stage: stageOf(this.#all, { pinned, dismissed, mode }, this.#spotlight, lead),
      tiles: [...screens, ...others],
      own: hideSelf && others.length > 0 ? null : own,
      page: this.#page,
    }
  }

  #show(next: Arrangement): void {
    this.zoom.show(next.placed.find(({ part, tile }) => part === 'stage' && tile.source === 'screen')?.tile.key ?? null)
    const before = this.view.get()
    // What stays where it is stays the same object, so that nothing is drawn anew for it.
    const placed = next.placed.map((one) => before.placed.find((other) => samePlace(one, other)) ?? one)
    const unchanged = placed.length === before.placed.length && placed.every((one, at) => one === before.placed[at])
    const { kind, reason, page, pages } = before
    if (unchanged && kind === next.kind && reason === next.reason && page === next.page && pages === next.pages) return
    this.view.set({ ...next, placed })
  }
}

function othersIn(placed: readonly Placed[]): { onStage: number[]; beside: number[] } {
  const cameras = placed.filter(({ tile }) => tile.source === 'camera' && !tile.person.me)
  const ids = (part: (placed: Placed) => boolean): number[] => cameras.filter(part).map(({ tile }) => tile.person.id)
  return { onStage: ids(({ part }) => part === 'stage'), beside: ids(({ part }) => part !== 'stage') }
}

function samePlace(one: Placed, other: Placed): boolean {
  return (
    one.tile === other.tile &&
    one.part === other.part &&
    one.left === other.left &&
    one.top === other.top &&
    one.width === other.width &&
    one.height === other.height
  )
}
