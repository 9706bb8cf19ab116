import * as Y from 'yjs'

const KEYS = 2_500

/** Does the same work each time, of the kind that updates cause, and returns how long it took, in milliseconds: on a
 * computer that has too much to do, longer. */
export function measure(): number {
  const start = performance.now()
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  one.on('update', (update: Uint8Array) => Y.applyUpdate(other, update))
  const text = one.getText('notes')
  for (let key = 0; key < KEYS; key++) text.insert((key * 7_919) % (text.length + 1), 'x')
  return performance.now() - start
}
