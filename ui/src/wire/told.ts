/** What a host says, looked at as a whole before a word of it is believed: `shapes.ts`. Pure. */

import type { FileChannelTold, HostMessage } from './messages'
import { SHAPES, type Shape } from './shapes'

const BY_TYPE = new Map(
  Object.entries(SHAPES).flatMap(([name, { type }]) => (typeof type === 'string' ? [[type.slice(1), name]] : [])),
)

/** The message in a text frame. Null: it is none that a host of this version would send. */
export function toldBy<Message extends HostMessage | FileChannelTold>(data: unknown): Message | null {
  if (typeof data !== 'string') return null
  let message: unknown
  try {
    message = JSON.parse(data)
  } catch {
    return null
  }
  if (!isObject(message) || typeof message.type !== 'string') return null
  const name = BY_TYPE.get(message.type)
  // One of a type that is not known here is passed on, and then skipped by all.
  return name === undefined || fits(name, message) ? (message as unknown as Message) : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fits(shape: Shape, value: unknown): boolean {
  if (typeof shape === 'string') return fitsName(shape, value)
  if ('any' in shape) return shape.any.some((one) => fits(one, value))
  if ('of' in shape) return typeof value === 'string' && shape.of.includes(value)
  if ('each' in shape) return isObject(value) && Object.values(value).every((one) => fits(shape.each, one))
  return Array.isArray(value) && value.every((one) => fits(shape[0], one))
}

function fitsName(name: string, value: unknown): boolean {
  switch (name) {
    case 'number':
      return typeof value === 'number'
    case 'text':
      return typeof value === 'string'
    case 'truth':
      return typeof value === 'boolean'
    case 'nothing':
      return value === null
  }
  if (name.startsWith('=')) return value === name.slice(1)
  const fields = SHAPES[name]
  if (fields === undefined || !isObject(value)) return false
  return Object.entries(fields).every(([field, shape]) => {
    if (!field.endsWith('?')) return fits(shape, value[field])
    const said = value[field.slice(0, -1)]
    return said === undefined || fits(shape, said)
  })
}
