import type { EngineEvent } from '../../engine/api'
import { Store } from '../store'

type FlowEvent = 'frozen' | 'missing' | 'excess' | 'undecodable' | 'stalled' | 'blank'

export interface FlowView {
  /** Received pictures that stand still although they should not. */
  frozen: ReadonlySet<number>
  /** Those of which nothing has come yet although it should have. */
  missing: ReadonlySet<number>
  /** Those that are not decoded, because more or larger ones came than may. */
  excess: ReadonlySet<number>
  /** Those that this browser engine has no decoder for. */
  undecodable: ReadonlySet<number>
  /** Own pictures that do not leave, whatever the engine tries. */
  stalled: ReadonlySet<'camera' | 'screen'>
  /** Own pictures in which nothing is to be seen. */
  blank: ReadonlySet<'camera' | 'screen'>
}

/** Before it is said that a picture cannot be shown: its sender may have another codec for it. */
const ANOTHER_CODEC = 3_000

/** Which pictures do not flow, here or from here. */
export class Flow {
  readonly view = new Store<FlowView>({
    frozen: new Set(),
    missing: new Set(),
    excess: new Set(),
    undecodable: new Set(),
    stalled: new Set(),
    blank: new Set(),
  })

  readonly #untold = new Map<number, ReturnType<typeof setTimeout>>()
  readonly #cannotDecode: (codec: string) => void

  /** `cannotDecode`: tells the host that the engine has no decoder for this codec. */
  constructor(cannotDecode: (codec: string) => void) {
    this.#cannotDecode = cannotDecode
  }

  handle(event: Extract<EngineEvent, { type: FlowEvent }>): void {
    if (event.type === 'undecodable') {
      this.#undecodable(event)
      return
    }
    this.view.update((view) => {
      switch (event.type) {
        case 'frozen':
          return { ...view, frozen: changed(view.frozen, event.track, event.frozen) }
        case 'missing':
          return { ...view, missing: changed(view.missing, event.track, event.missing) }
        case 'excess':
          return { ...view, excess: changed(view.excess, event.track, event.excess) }
        case 'stalled':
          return { ...view, stalled: changed(view.stalled, event.source, event.stalled) }
        case 'blank':
          return { ...view, blank: changed(view.blank, event.source, event.blank) }
      }
    })
  }

  #undecodable({ track, codec, undecodable }: Extract<EngineEvent, { type: 'undecodable' }>): void {
    const say = (): void =>
      this.view.update((view) => ({ ...view, undecodable: changed(view.undecodable, track, undecodable) }))
    clearTimeout(this.#untold.get(track))
    if (!undecodable) say()
    else {
      this.#cannotDecode(codec)
      this.#untold.set(track, setTimeout(say, ANOTHER_CODEC))
    }
  }

  /** Every received picture that nobody sees move. */
  get standing(): ReadonlySet<number> {
    const { frozen, missing, excess, undecodable } = this.view.get()
    return new Set([...frozen, ...missing, ...excess, ...undecodable])
  }
}

function changed<T>(set: ReadonlySet<T>, value: T, present: boolean): ReadonlySet<T> {
  const next = new Set(set)
  if (present) next.add(value)
  else next.delete(value)
  return next
}
