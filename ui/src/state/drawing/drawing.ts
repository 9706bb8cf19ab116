import type { ClientMessage, Drawers, DrawStroke, HostMessage, MeetingState, Problem, Tool } from '../../wire/messages'
import type { Part, Step } from '../log/feed'
import { type Answer, Attempts, type NewRequest } from '../log/requests'
import type { Announcements } from '../notices/announcements'
import { shownName } from '../people/names'
import { asProblem } from '../problem'
import { type Readable, Store } from '../store'
import { Board } from './board'
import { Pen } from './pen'
import { type Point, packed } from './points'
import { type Ability, abilityOn } from './rules'
import { keyOf, type Pointer, pointsOf, type Shown, shownOf } from './shown'

/** What a person draws with; the pointer leaves nothing behind. */
export type Choice = Tool | 'pointer'

/** How often the others are told what is being drawn or pointed at, in milliseconds. */
const PACE = 50
/** One that rests says so again after this time, in milliseconds, and is gone for the others after `SILENT`. */
const RESTING = 1_000
const SILENT = 3_000
/** How long what fades is to be seen, in milliseconds. */
export const FADING = 4_000
/** What was too fast, or too much for the host just now, is sent again after this time, in milliseconds. */
const AGAIN = 1_000
/** Somebody who goes on drawing is not announced again within this time, in milliseconds. */
const SAID = 20_000

/** What is drawn on the screens that are shared, and what this person draws. */
export class Drawing implements Part {
  /** Whole strokes by screen, in the order in which they were drawn. */
  readonly strokes = new Store<ReadonlyMap<number, readonly Shown[]>>(new Map())
  /** What is being drawn now, by screen: one of each person. */
  readonly live = new Store<ReadonlyMap<number, readonly Shown[]>>(new Map())
  readonly pointers = new Store<readonly Pointer[]>([])
  /** Who may draw, by screen; only screens of which the host said so. */
  readonly drawers = new Store<ReadonlyMap<number, Drawers>>(new Map())
  /** What this person draws with; null: nothing, and the pointer moves the picture. */
  readonly tool = new Store<Choice | null>(null)
  readonly stays = new Store(true)
  /** The own screen is shown to its person, too, with what is drawn on it. */
  readonly preview = new Store(false)
  readonly board: Board
  /** Why the latest of these did not happen. */
  readonly problem: Store<Problem | null>
  readonly #ask: (request: NewRequest) => Promise<Answer>
  readonly #send: (message: ClientMessage) => boolean
  readonly #announcements: Announcements
  readonly #attempts: Attempts
  readonly #now: () => number
  #me = 0
  /** Never twice by one person, whatever windows of it there were before. */
  #ref = Math.floor(Math.random() * 2 ** 40) * 2 ** 12
  #pen: { pen: Pen; track: number; ref: number; fades: boolean } | null = null
  #place: { track: number; x: number; y: number } | null = null
  #told = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #rest: ReturnType<typeof setInterval>
  /** Whole strokes that the host has not confirmed. */
  readonly #unsent = new Map<number, Omit<DrawStroke, 'id'>>()
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #said = new Map<number, number>()

  constructor(options: {
    ask(request: NewRequest): Promise<Answer>
    send(message: ClientMessage): boolean
    announcements: Announcements
    /** Milliseconds. */
    now(): number
  }) {
    this.#ask = options.ask
    this.#send = options.send
    this.#now = options.now
    this.#announcements = options.announcements
    this.#attempts = new Attempts(options.ask, ['stroke_unknown', 'track_unknown', 'heartbeat_lost'])
    this.problem = this.#attempts.problem
    this.board = new Board(options.ask, this.problem)
    this.#rest = setInterval(() => this.#resting(), RESTING)
  }

  /** What this person may do on a screen now. */
  ability(state: MeetingState | null, me: number | null, track: number): Ability {
    return abilityOn(track, this.drawers.get().get(track), state, me, this.board.ownerOf(track))
  }

  /** Begins a stroke, or shows where one points. */
  down(track: number, at: Point): void {
    const tool = this.tool.get()
    if (tool === null || tool === 'text') return
    if (tool === 'pointer') this.point(track, at)
    else this.#begin(tool, track, at)
  }

  /** Goes on with it. `points`: all since the last call, the latest last. */
  move(track: number, points: readonly Point[]): void {
    const last = points.at(-1)
    if (last && this.tool.get() === 'pointer') this.point(track, last)
    const drawn = this.#pen
    if (drawn === null) return
    let changed = false
    for (const point of points) {
      changed = drawn.pen.add(point) || changed
      if (drawn.pen.full) {
        this.up()
        this.#begin(drawn.pen.tool, track, point)
        return
      }
    }
    if (changed) this.#showPen()
  }

  /** The stroke is whole. */
  up(): void {
    const drawn = this.#pen
    if (drawn === null) return
    const { pen, track, ref, fades } = drawn
    this.cancel()
    if (pen.tool !== 'pen' && pen.tool !== 'marker' && !pen.moved) return
    this.#whole({ track, ref, tool: pen.tool, points: pen.points, text: '', fades })
  }

  /** It was none: a second finger came, say. */
  cancel(): void {
    if (this.#pen) this.#setLive(this.#pen.track, this.#me, null)
    this.#pen = null
  }

  /** A stroke is being drawn. */
  get drawing(): boolean {
    return this.#pen !== null
  }

  /** `at` null: nowhere any more. */
  point(track: number, at: { x: number; y: number } | null): void {
    if (at === null && this.#place === null) return
    this.#place = at && { track, x: at.x, y: at.y }
    this.#point(this.#me, track, this.#place)
    if (at) this.#soon()
    else this.#send({ type: 'point_at', track, place: null })
  }

  write(track: number, at: Point, text: string): void {
    if (text.trim() === '') return
    this.#whole({ track, ref: ++this.#ref, tool: 'text', points: [at], text: text.trim(), fades: !this.stays.get() })
  }

  /** Takes back the latest own stroke that stays; false: there is none. */
  undo(track: number): Promise<boolean> {
    const own = this.#on(track).filter(({ participant, stroke }) => participant === this.#me && stroke !== null)
    const stroke = own.findLast(({ fades }) => !fades)?.stroke
    if (stroke === null || stroke === undefined) return Promise.resolve(false)
    return this.#attempts.do({ type: 'erase_stroke', track, stroke })
  }

  clear(track: number, own: boolean): Promise<boolean> {
    return this.#attempts.do({ type: 'clear_strokes', track, own })
  }

  /** Another screen may be shown in place of the own one, as the same track (`own`): what was drawn belongs to that. */
  follow(shared: Readable<{ track: unknown }>, own: () => number | undefined): () => void {
    let before: unknown = null
    return shared.subscribe(({ track }) => {
      const another = before !== null && track !== null && track !== before
      const screen = another ? own() : undefined
      if (screen !== undefined && this.#on(screen).length > 0) void this.clear(screen, false)
      before = track
    })
  }

  setDrawers(track: number, who: Drawers): Promise<boolean> {
    return this.#attempts.do({ type: 'set_drawers', track, who })
  }

  /** Takes what concerns drawing out of the stream of messages. */
  message(message: HostMessage, state: MeetingState | null): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message.participant)
        break
      case 'board':
        for (const page of this.board.told(message)) this.#forget(page)
        if (message.by !== null && message.by !== undefined && message.by !== this.#me)
          this.#announcements.say({ kind: 'board', name: nameOf(state, message.by), pages: message.pages.length })
        break
      case 'drawers_set':
        this.drawers.update((drawers) => new Map(drawers).set(message.track, message.who))
        if (typeof message.by === 'number' && message.by !== this.#me)
          this.#announcements.say({ kind: 'drawers', name: nameOf(state, message.by), who: message.who })
        break
      case 'drawing': {
        const points = pointsOf(message.points)
        if (points) this.#part(message, points, state)
        break
      }
      case 'drawn':
        for (const stroke of message.strokes) {
          const shown = shownOf(stroke)
          if (shown) this.#drawn(message.track, shown, state)
        }
        break
      case 'pointing':
        this.#point(message.participant, message.track, message.place)
        break
      case 'erased':
        this.#erased(message.track, new Set(message.strokes))
        if (message.by !== this.#me)
          this.#announcements.say({ kind: 'strokes_erased', name: nameOf(state, message.by) })
        else this.#announcements.say({ kind: 'own_strokes_erased' })
        break
    }
  }

  entered({ entry: { change } }: Step): void {
    if (change.change === 'track_unpublished') this.#forget(change.track)
    if (change.change === 'left' || change.change === 'link_lost') {
      for (const track of this.live.get().keys()) this.#setLive(track, change.participant, null)
      this.pointers.update((pointers) => pointers.filter(({ participant }) => participant !== change.participant))
    }
  }

  setJoined(joined: boolean): void {
    if (!joined) this.cancel()
    else for (const ref of this.#unsent.keys()) void this.#deliver(ref)
  }

  close(): void {
    clearInterval(this.#rest)
    clearTimeout(this.#timer)
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #begin(tool: Tool, track: number, at: Point): void {
    this.#pen = { pen: new Pen(tool, at), track, ref: ++this.#ref, fades: !this.stays.get() }
    this.#showPen()
  }

  #showPen(): void {
    if (!this.#pen) return
    const { pen, track, ref, fades } = this.#pen
    const { tool, points } = pen
    this.#setLive(track, this.#me, {
      key: keyOf(this.#me, ref),
      participant: this.#me,
      ref,
      stroke: null,
      tool,
      points,
      text: '',
      fades,
    })
    this.#soon()
  }

  /** Tells the others at once if they were told nothing for a while, or else as soon as that is over. */
  #soon(): void {
    if (this.#timer !== undefined) return
    const tell = (): void => {
      this.#timer = undefined
      this.#told = this.#now()
      this.#tell()
    }
    const wait = this.#told + PACE - this.#now()
    if (wait <= 0) tell()
    else this.#timer = setTimeout(tell, wait)
  }

  #tell(): void {
    if (this.#place) this.#sayPlace()
    const news = this.#pen?.pen.news()
    if (news) this.#sayPart(news)
  }

  #resting(): void {
    if (this.#now() - this.#told < RESTING) return
    if (this.#place) this.#sayPlace()
    if (this.#pen) this.#sayPart(this.#pen.pen.again())
  }

  #sayPlace(): void {
    if (!this.#place) return
    const { track, x, y } = this.#place
    this.#send({ type: 'point_at', track, place: { x, y } })
  }

  #sayPart({ first, points }: { first: number; points: readonly Point[] }): void {
    if (!this.#pen) return
    const { track, ref, pen } = this.#pen
    this.#send({ type: 'draw_part', track, ref, tool: pen.tool, first, points: packed(points) })
  }

  #whole(drawn: Pick<DrawStroke, 'track' | 'ref' | 'tool'> & Pick<Shown, 'points' | 'text' | 'fades'>): void {
    const { track, ref, points } = drawn
    this.#unsent.set(ref, { type: 'draw_stroke', ...drawn, points: packed(points) })
    this.#put(track, { ...drawn, key: keyOf(this.#me, ref), participant: this.#me, stroke: null })
    void this.#deliver(ref)
  }

  /** The host takes one that it has had for done. */
  async #deliver(ref: number): Promise<void> {
    const request = this.#unsent.get(ref)
    if (!request) return
    try {
      await this.#ask(request)
      this.#unsent.delete(ref)
    } catch (error) {
      const problem = asProblem(error)
      if (problem.code === 'heartbeat_lost') return
      if (problem.code === 'too_fast') {
        this.#after(`again ${ref}`, AGAIN, () => void this.#deliver(ref))
        return
      }
      this.#unsent.delete(ref)
      this.#remove(request.track, keyOf(this.#me, ref))
      if (problem.code !== 'track_unknown') this.problem.set(problem)
    }
  }

  /** All that is drawn is told anew; what the host has not confirmed is sent again. */
  #welcomed(me: number): void {
    this.#me = me
    this.strokes.set(new Map())
    this.live.set(new Map())
    this.pointers.set([])
    this.drawers.set(new Map())
  }

  #part(
    message: Extract<HostMessage, { type: 'drawing' }>,
    points: readonly Point[],
    state: MeetingState | null,
  ): void {
    const { track, participant, ref, tool, first } = message
    const key = keyOf(participant, ref)
    const before =
      this.live
        .get()
        .get(track)
        ?.find((one) => one.key === key)?.points ?? []
    // One who came while it was drawn waits for the whole of it.
    if (first > before.length || this.#on(track).some((one) => one.key === key)) return
    const known = [...before.slice(0, first), ...points]
    this.#setLive(track, participant, {
      key,
      participant,
      ref,
      stroke: null,
      tool,
      points: known,
      text: '',
      fades: false,
    })
    this.#after(`live ${track} ${participant}`, SILENT, () => this.#setLive(track, participant, null))
    this.#announce(participant, state)
  }

  #drawn(track: number, shown: Shown, state: MeetingState | null): void {
    const { participant, key, tool, text } = shown
    const own = participant === this.#me
    if (own && shown.fades && !this.#on(track).some((one) => one.key === key)) return
    const live = this.live.get().get(track)
    if (live?.some((one) => one.key === key)) this.#setLive(track, participant, null)
    this.#put(track, shown)
    if (own) this.#announcements.say({ kind: 'own_drawn' })
    else if (tool === 'text') this.#announcements.say({ kind: 'wrote', name: nameOf(state, participant), text })
    else this.#announce(participant, state)
  }

  #announce(participant: number, state: MeetingState | null): void {
    const now = this.#now()
    if (now - (this.#said.get(participant) ?? Number.NEGATIVE_INFINITY) >= SAID)
      this.#announcements.say({ kind: 'drawing', name: nameOf(state, participant) })
    this.#said.set(participant, now)
  }

  #put(track: number, shown: Shown): void {
    const strokes = this.#on(track)
    const known = strokes.some(({ key }) => key === shown.key)
    const next = known ? strokes.map((one) => (one.key === shown.key ? shown : one)) : [...strokes, shown]
    this.strokes.update((all) => new Map(all).set(track, next))
    if (shown.fades && !known) this.#after(`fade ${shown.key}`, FADING, () => this.#remove(track, shown.key))
  }

  #remove(track: number, key: string): void {
    this.strokes.update((all) =>
      new Map(all).set(
        track,
        this.#on(track).filter((one) => one.key !== key),
      ),
    )
  }

  #erased(track: number, gone: ReadonlySet<number>): void {
    const kept = this.#on(track).filter(({ stroke }) => stroke === null || !gone.has(stroke))
    this.strokes.update((all) => new Map(all).set(track, kept))
  }

  #point(participant: number, track: number, place: { x: number; y: number } | null): void {
    this.pointers.update((pointers) => {
      const others = pointers.filter((one) => one.participant !== participant)
      return place ? [...others, { track, participant, x: place.x, y: place.y }] : others
    })
    if (place && participant !== this.#me)
      this.#after(`point ${participant}`, SILENT, () => this.#point(participant, track, null))
  }

  #setLive(track: number, participant: number, shown: Shown | null): void {
    const before = this.live.get().get(track) ?? []
    const others = before.filter((one) => one.participant !== participant)
    if (shown === null && others.length === before.length) return
    this.live.update((all) => new Map(all).set(track, shown ? [...others, shown] : others))
  }

  #forget(track: number): void {
    for (const store of [this.strokes, this.live, this.drawers] as Store<ReadonlyMap<number, unknown>>[]) {
      store.update((all) => new Map([...all].filter(([one]) => one !== track)))
    }
    this.pointers.update((pointers) => pointers.filter((one) => one.track !== track))
    if (this.#pen?.track === track) this.#pen = null
    if (this.#place?.track === track) this.#place = null
    for (const [ref, request] of this.#unsent) if (request.track === track) this.#unsent.delete(ref)
  }

  #on(track: number): readonly Shown[] {
    return this.strokes.get().get(track) ?? []
  }

  /** Once for each name: the latest counts. */
  #after(name: string, milliseconds: number, then: () => void): void {
    clearTimeout(this.#timers.get(name))
    const timer = setTimeout(() => {
      this.#timers.delete(name)
      then()
    }, milliseconds)
    this.#timers.set(name, timer)
  }
}

function nameOf(state: MeetingState | null, participant: number): string {
  return state ? shownName(state.participants, participant) : ''
}
