import { describe, expect, it } from 'vitest'
import type { Person } from '../people/people'
import { track } from '../testing/meeting'
import type { Arrangement } from './arrange'
import { Layout, type Remembered } from './layout'
import { cameraKey, screenKey } from './tiles'

const ME = 1

function person(id: number): Person {
  const me = id === ME
  return {
    id,
    name: `P${id}`,
    ownName: `P${id}`,
    joinedAt: 0,
    role: 'participant',
    host: false,
    me,
    deputy: false,
    connected: true,
    muted: false,
    audio: id * 10,
    screens: [],
    video: id * 10 + 1,
  }
}

/** A room of people 1 (the own person) to `count`, in a window with room for tiles. */
function room(count: number, options: Partial<Remembered> & { width?: number; height?: number } = {}) {
  const { width = 1_260, height = 720, mode = 'grid', hideSelf = false } = options
  let now = 0
  const remembered: Remembered[] = []
  const layout = new Layout({
    remembered: { mode, hideSelf },
    remember: (choice) => remembered.push(choice),
    now: () => now,
  })
  layout.resize(width, height)
  const people = (ids: number[], screens: [track: number, participant: number][] = [], spotlight: number[] = []) =>
    layout.meetingChanged(
      [...ids.filter((id) => id !== ME), ME].map(person),
      screens.map(([id, participant]) => track(id, participant, 'screen')),
      spotlight,
    )
  const all = Array.from({ length: count }, (_, at) => at + 1)
  people(all)
  return {
    layout,
    remembered,
    people,
    shares: (...screens: [number, number][]) => people(all, screens),
    lights: (...spotlight: number[]) => people(all, [], spotlight),
    /** Time passes while these people speak. */
    speaks(milliseconds: number, ...speakers: number[]): void {
      layout.speakersChanged(speakers)
      for (const end = now + milliseconds; now < end; now += 250) layout.tick()
      layout.speakersChanged([])
    },
    get shown(): string {
      return described(layout.view.get())
    },
  }
}

/** `stage 3 | 2 1`: who is on the stage and who beside it; screens are `#track`; `(1/2)`: first page of two. */
function described({ kind, placed, page, pages }: Arrangement): string {
  const name = (part: string): string =>
    placed
      .filter((one) => (one.part === 'stage') === (part === 'stage'))
      .map(({ tile }) => (tile.source === 'screen' ? `#${tile.track}` : String(tile.person.id)))
      .join(' ')
  const parts = [name('stage'), name('beside')].filter(Boolean).join(' | ')
  return `${kind} ${parts}${pages > 1 ? ` (${page + 1}/${pages})` : ''}`
}

describe('the grid', () => {
  it('shows everybody, oneself last', () => {
    expect(room(4).shown).toBe('grid 2 3 4 1')
    expect(room(1).shown).toBe('grid 1')
  })

  it('has pages of the same size where people are many, with oneself on the first', () => {
    const { layout } = room(50, { width: 780, height: 520 })
    const onPage = () => layout.view.get().placed.map(({ tile }) => tile.person.id)
    const first = onPage()
    expect(first.at(-1)).toBe(ME)
    layout.turnPage(1)
    const second = onPage()
    expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(layout.view.get().pages)
    layout.turnPage(1)
    layout.turnPage(1)
    layout.turnPage(1)
    const { page, pages } = layout.view.get()
    expect(page).toBe(pages - 1)
    const everybody = new Set(first)
    for (let back = 0; back < pages; back++) {
      for (const id of onPage()) everybody.add(id)
      layout.turnPage(-1)
    }
    expect(everybody.size).toBe(50)
  })

  it('brings somebody to the first page who speaks on another one, and moves nobody else', () => {
    const call = room(30, { width: 500, height: 400 })
    const before = call.layout.view.get().placed.map(({ tile }) => tile.person.id)
    expect(before).not.toContain(30)
    call.speaks(2_000, 30)
    const after = call.layout.view.get().placed.map(({ tile }) => tile.person.id)
    expect(after).toContain(30)
    expect(after.filter((id, at) => id !== before[at])).toEqual([30])
  })

  it('leaves oneself out on request, but not while nobody else is there', () => {
    const call = room(3, { hideSelf: true })
    expect(call.shown).toBe('grid 2 3')
    call.people([ME])
    expect(call.shown).toBe('grid 1')
  })

  it('comes back to an existing page when people leave', () => {
    const call = room(30, { width: 500, height: 400 })
    call.layout.turnPage(1)
    call.people([1, 2, 3])
    expect(call.shown).toBe('grid 2 3 1')
  })
})

describe('the speaker view', () => {
  it('shows somebody large from the beginning, and never oneself', () => {
    const call = room(3, { mode: 'speaker' })
    expect(call.shown).toBe('stage 2 | 3 1')
    call.speaks(5_000, ME)
    expect(call.shown).toBe('stage 2 | 3 1')
  })

  it('follows who speaks; the two change places', () => {
    const call = room(5, { mode: 'speaker' })
    call.speaks(3_000, 2)
    call.speaks(3_000, 4)
    expect(call.shown).toBe('stage 4 | 3 2 5 1')
    call.speaks(300, 3)
    expect(call.shown).toBe('stage 4 | 3 2 5 1')
  })

  it('shows oneself only if alone', () => {
    expect(room(1, { mode: 'speaker' }).shown).toBe('stage 1')
  })

  it('turns the pages of the strip', () => {
    const call = room(30, { mode: 'speaker' })
    const { placed, pages, pager } = call.layout.view.get()
    expect(pages).toBeGreaterThan(1)
    expect(pager).not.toBeNull()
    expect(placed.at(-1)?.tile.person.me).toBe(true)
    call.layout.turnPage(1)
    const second = call.layout.view.get().placed
    expect(second[0]).toBe(placed[0])
    expect(second[1]?.tile.person.id).not.toBe(placed[1]?.tile.person.id)
  })

  it('keeps tiles inside the room and apart from each other, in any window', () => {
    for (const [width, height] of [
      [780, 520],
      [360, 220],
      [1260, 720],
      [3820, 2070],
      [400, 900],
    ] as const) {
      for (const count of [1, 2, 3, 9, 25, 50]) {
        for (const mode of ['grid', 'speaker'] as const) {
          const { placed, pager } = room(count, { mode, width, height }).layout.view.get()
          const areas = [...placed, ...(pager ? [pager] : [])]
          for (const [at, one] of areas.entries()) {
            const what = `${mode}, ${count} people in ${width}×${height}: ${JSON.stringify(one)}`
            expect(one.left >= 0 && one.left + one.width <= width, what).toBe(true)
            expect(one.top >= 0 && one.top + one.height <= height, what).toBe(true)
            expect(one.width > 40 && one.height > 30, what).toBe(true)
            for (const other of areas.slice(at + 1)) {
              const apart =
                one.left + one.width <= other.left ||
                other.left + other.width <= one.left ||
                one.top + one.height <= other.top ||
                other.top + other.height <= one.top
              expect(apart, `${what} over ${JSON.stringify(other)}`).toBe(true)
            }
          }
        }
      }
    }
  })
})

describe('what takes the stage', () => {
  it('is a shared screen, also from the grid, and the newest of several', () => {
    const call = room(3)
    call.shares([50, 2])
    expect(call.shown).toBe('stage #50 | 2 3 1')
    call.shares([50, 2], [60, 3])
    expect(call.shown).toBe('stage #60 | #50 2 3 1')
    call.shares([50, 2])
    expect(call.shown).toBe('stage #50 | 2 3 1')
    call.shares()
    expect(call.shown).toBe('grid 2 3 1')
  })

  it('keeps nobody out of sight by many screens: two at most come before the people', () => {
    const many = Array.from({ length: 20 }, (_, at): [number, number] => [50 + at, 4 + (at % 10)])
    const call = room(13)
    call.shares(...many)
    expect(call.shown).toMatch(/^stage #69 \| #50 #51 2 3 .*\(1\//)
    call.layout.show('grid')
    call.layout.resize(700, 480)
    expect(call.shown).toMatch(/^grid #50 #51 2 3 4 .*\(1\//)
    const { page, pages } = call.layout.view.get()
    const seen = new Set<string>()
    for (let at = page; at < pages; at++) {
      for (const { tile } of call.layout.view.get().placed) seen.add(tile.key)
      call.layout.turnPage(1)
    }
    expect(seen.size).toBe(33)
  })

  it('leaves half of the places beside it to people, in a small window too', () => {
    const call = room(5, { width: 620, height: 420 })
    call.shares([50, 4], [51, 4], [52, 5], [53, 5])
    const people = call.layout.view
      .get()
      .placed.filter(({ tile, part }) => part === 'strip' && tile.source === 'camera' && !tile.person.me)
    expect(people.map(({ tile }) => tile.person.id)).toContain(2)
  })

  it('is not the own screen', () => {
    const call = room(3)
    call.shares([50, ME])
    expect(call.shown).toBe('grid 2 3 1')
  })

  it('goes back to the grid on request until something new is shared', () => {
    const call = room(3)
    call.shares([50, 2])
    call.layout.toggleMode()
    expect(call.shown).toBe('grid #50 2 3 1')
    call.shares([50, 2], [60, 3])
    expect(call.shown).toBe('stage #60 | #50 2 3 1')
  })

  it('is a pin before the spotlight before a screen', () => {
    const call = room(4)
    call.people([1, 2, 3, 4], [[50, 2]], [3])
    expect(call.shown).toBe('stage 3 | #50 2 4 1')
    call.layout.pin(cameraKey(4))
    expect(call.shown).toBe('stage 4 | #50 2 3 1')
    call.layout.pin(screenKey(50))
    expect(call.shown).toBe('stage #50 | 2 3 4 1')
    call.layout.pin(null)
    expect(call.shown).toBe('stage 3 | #50 2 4 1')
  })

  it('can be several people in the spotlight, and oneself', () => {
    const call = room(4)
    call.lights(3, ME)
    expect(call.shown).toBe('stage 3 1 | 2 4')
  })

  it('ends with the person or the screen', () => {
    const call = room(3)
    call.layout.pin(cameraKey(3))
    call.people([1, 2])
    expect(call.shown).toBe('grid 2 1')
    call.people([1, 2, 3])
    expect(call.shown).toBe('grid 2 3 1')
  })
})

describe('a small window', () => {
  it('shows the active speaker alone, whatever the mode', () => {
    const call = room(5, { width: 300, height: 180 })
    expect(call.shown).toBe('alone 2')
    call.speaks(3_000, 4)
    expect(call.shown).toBe('alone 4')
    call.shares([50, 2])
    expect(call.shown).toBe('alone #50')
    call.layout.resize(1_000, 700)
    call.shares()
    expect(call.shown).toBe('grid 2 3 4 5 1')
  })
})

describe('the choice', () => {
  it('is remembered when it changes, and the pin is not', () => {
    const { layout, remembered } = room(3)
    layout.toggleMode()
    layout.pin(cameraKey(2))
    layout.setHideSelf(true)
    layout.pin(null)
    layout.toggleMode()
    expect(remembered).toEqual([
      { mode: 'speaker', hideSelf: false },
      { mode: 'speaker', hideSelf: true },
      { mode: 'grid', hideSelf: true },
    ])
  })
})

describe('a meeting without pictures', () => {
  it('shows people only, and gets its pictures and pin back', () => {
    const call = room(3)
    call.shares([50, 2])
    call.layout.setPictures(false)
    expect(call.shown).toBe('grid 2 3 1')
    expect(call.layout.view.get().placed.every(({ tile }) => tile.track === null)).toBe(true)
    call.layout.setPictures(true)
    expect(call.shown).toBe('stage #50 | 2 3 1')
  })
})

describe('redrawing', () => {
  it('tells nobody anything while nothing moves', () => {
    const call = room(9)
    let told = 0
    call.layout.view.subscribe(() => told++)
    call.speaks(5_000, 3, 4)
    call.layout.resize(1_260, 720)
    expect(told).toBe(1)
  })
})
