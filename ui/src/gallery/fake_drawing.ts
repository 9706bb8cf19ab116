import { EVEN, MOST, type Point, packed } from '../state/drawing/points'
import type { ClientMessage, HostMessage, MeetingState, Page, Stroke, Tool } from '../wire/messages'
import type { GalleryOptions } from './options'

/** The first page of the whiteboard. */
const PAGE = 2 ** 50 + 1

/** Drawing on the gallery's screens: others have drawn with every tool (state `drawn`), and all that is drawn is taken. */
export class FakeDrawing {
  readonly #state: MeetingState
  readonly #tell: (message: HostMessage) => void
  #number = 100
  #pages: Page[] = []

  constructor(state: MeetingState, tell: (message: HostMessage) => void) {
    this.#state = state
    this.#tell = tell
  }

  show({ states }: GalleryOptions): void {
    const [first] = this.#screens()
    this.#board(states.includes('board'))
    for (const track of this.#screens()) this.#tell({ type: 'drawers_set', track, who: 'all', by: null })
    if (!states.includes('drawn') || first === undefined) return
    this.#tell({ type: 'drawn', track: first, strokes: DRAWN })
    this.#tell({ type: 'pointing', track: first, participant: 4, place: { x: 0.62 * MOST, y: 0.71 * MOST } })
    this.#tell({
      type: 'drawing',
      track: first,
      participant: 3,
      ref: 77,
      tool: 'pen',
      first: 0,
      points: packed(wave(0.5, 0.84, 0.3, 0.03)),
    })
  }

  answer(message: ClientMessage): void {
    switch (message.type) {
      case 'publish_track':
        if (message.source === 'screen') setTimeout(() => this.#published())
        break
      case 'draw_stroke': {
        const { track, ref, tool, points, text = '', fades = false } = message
        const stroke = { stroke: ++this.#number, participant: 1, ref, tool, points, text, fades }
        this.#tell({ type: 'drawn', track, strokes: [stroke] })
        break
      }
      case 'erase_stroke':
        this.#tell({ type: 'erased', track: message.track, strokes: [message.stroke], by: 1 })
        break
      case 'clear_strokes': {
        const strokes = Array.from({ length: this.#number }, (_, at) => at + 1)
        this.#tell({ type: 'erased', track: message.track, strokes: message.own ? strokes.slice(100) : strokes, by: 1 })
        break
      }
      case 'open_page':
        this.#pages.push({ page: PAGE + this.#pages.length, by: 1 })
        this.#tellPages()
        break
      case 'close_page':
        this.#pages = this.#pages.filter(({ page }) => page !== message.page)
        this.#tellPages()
        break
      case 'set_drawers':
        this.#tell({ type: 'drawers_set', track: message.track, who: message.who, by: 1 })
        break
    }
  }

  #board(drawn: boolean): void {
    if (drawn) this.#pages = [{ page: PAGE, by: 1 }]
    this.#tellPages()
    if (drawn) this.#tell({ type: 'drawn', track: PAGE, strokes: DRAWN })
  }

  #tellPages(): void {
    this.#tell({ type: 'board', pages: this.#pages, by: null })
    for (const { page } of this.#pages) this.#tell({ type: 'drawers_set', track: page, who: 'all', by: null })
  }

  #published(): void {
    for (const track of this.#screens()) this.#tell({ type: 'drawers_set', track, who: 'all', by: null })
    this.#tell({ type: 'drawers_set', track: 1_001, who: 'all', by: null })
    this.#tell({ type: 'drawers_set', track: 1_000, who: 'all', by: null })
  }

  #screens(): number[] {
    return this.#state.tracks.filter(({ source }) => source === 'screen').map(({ track }) => track)
  }
}

function at(x: number, y: number): Point {
  return { x: Math.round(x * MOST), y: Math.round(y * MOST), pressure: EVEN }
}

function wave(x: number, y: number, width: number, height: number): Point[] {
  return Array.from({ length: 40 }, (_, step) => at(x + (step / 39) * width, y + Math.sin(step / 3) * height))
}

function circle(x: number, y: number, across: number, down: number): Point[] {
  return Array.from({ length: 48 }, (_, step) => {
    const angle = (step / 45) * 2 * Math.PI
    return at(x + Math.cos(angle) * across, y + Math.sin(angle) * down)
  })
}

const stroke = (number: number, participant: number, tool: Tool, points: Point[], text = ''): Stroke => ({
  stroke: number,
  participant,
  ref: number,
  tool,
  points: packed(points),
  text,
  fades: false,
})

const DRAWN: Stroke[] = [
  stroke(1, 2, 'marker', [at(0.08, 0.31), at(0.3, 0.31), at(0.52, 0.312)]),
  stroke(2, 3, 'pen', circle(0.32, 0.55, 0.16, 0.09)),
  stroke(3, 4, 'arrow', [at(0.78, 0.35), at(0.5, 0.5)]),
  stroke(4, 4, 'text', [at(0.72, 0.31)], 'Here it began'),
  stroke(5, 5, 'rectangle', [at(0.06, 0.64), at(0.56, 0.77)]),
  stroke(6, 5, 'text', [at(0.58, 0.9)], '这一段请再看一下'),
]
