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

  handle(event: Extract<EngineEvent, { type: FlowEvent }>): void {
    this.view.update((view) => {
      switch (event.type) {
        case 'frozen':
          return { ...view, frozen: changed(view.frozen, event.track, event.frozen) }
        case 'missing':
          return { ...view, missing: changed(view.missing, event.track, event.missing) }
        case 'excess':
          return { ...view, excess: changed(view.excess, event.track, event.excess) }
        case 'undecodable':
          return { ...view, undecodable: changed(view.undecodable, event.track, event.undecodable) }
        case 'stalled':
          return { ...view, stalled: changed(view.stalled, event.source, event.stalled) }
        case 'blank':
          return { ...view, blank: changed(view.blank, event.source, event.blank) }
      }
    })
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
