import { describe, expect, it } from 'vitest'
import fold from '../../../tests/vectors/meeting_fold.json'
import { SHAPES, type Shape } from './shapes'
import { toldBy } from './told'

type Fields = Record<string, unknown>

/** One message of each kind, with something in every field: of a list one, of several kinds the first. */
const made = (shape: Shape): unknown => {
  if (typeof shape !== 'string') {
    if ('any' in shape) return made(shape.any[0] as Shape)
    if ('of' in shape) return shape.of[0]
    return 'each' in shape ? { 1: made(shape.each) } : [made(shape[0])]
  }
  const plain = { number: 7, text: 'x', truth: true, nothing: null }[shape]
  if (plain !== undefined) return plain
  return shape.startsWith('=') ? shape.slice(1) : wholeOf(shape)
}
const wholeOf = (name: string): Fields =>
  Object.fromEntries(
    Object.entries(SHAPES[name] as Fields).map(([field, s]) => [field.replace('?', ''), made(s as Shape)]),
  )

const messages = Object.entries(SHAPES).filter(([, fields]) => 'type' in fields)
const said = (message: unknown) => toldBy(JSON.stringify(message))

/** The message without one field, or with another kind of thing in one: each that there is, however deep. */
function* spoiled(whole: unknown): Generator<unknown> {
  if (typeof whole !== 'object' || whole === null) return
  for (const [key, value] of Object.entries(whole)) {
    const withIt = (other: unknown) => (Array.isArray(whole) ? [other] : { ...whole, [key]: other })
    yield withIt([[]])
    for (const inner of spoiled(value)) yield withIt(inner)
    if (!Array.isArray(whole) && key !== '1')
      yield Object.fromEntries(Object.entries(whole).filter(([one]) => one !== key))
  }
}

describe('what a host says', () => {
  it.each(messages)('is believed whole: %s', (name) => {
    expect(said(wholeOf(name))).toEqual(wholeOf(name))
    expect(said({ ...wholeOf(name), of_the_future: [1] })).not.toBeNull()
  })

  it.each(messages.filter(([, fields]) => Object.keys(fields).length > 1))(
    'is refused if anything is missing or of another kind: %s',
    (name) => {
      const whole = wholeOf(name)
      const wrong = [...spoiled(whole)].filter((one) => (one as Fields).type === whole.type)
      expect(wrong.length).toBeGreaterThan(1)
      const optional = /"(edited_at|removed_by|reactions|file|reply_to|undecodable)"/g
      const few = (one: unknown) => [...JSON.stringify(one).matchAll(optional)].length
      for (const one of wrong) if (few(one) === few(whole)) expect(said(one), JSON.stringify(one)).toBeNull()
    },
  )

  it('may be of a kind that is not known here', () => {
    expect(said({ type: 'of_the_future' })).toEqual({ type: 'of_the_future' })
  })

  it.each(['', '{', 'null', '[]', '7', '{}', '{"type":7}', '[{"type":"pong"}]', new ArrayBuffer(8)])(
    'is no message: %s',
    (data) => {
      expect(toldBy(data)).toBeNull()
    },
  )

  it('is what hosts say', () => {
    expect(said({ type: 'entries', entries: fold.steps.map(({ entry }) => entry) })).not.toBeNull()
  })
})
