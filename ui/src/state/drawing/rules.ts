import type { Drawers, MeetingState, Role } from '../../wire/messages'
import { moderates, roleOf } from '../people/rights'

/** What somebody may do on a screen. */
export interface Ability {
  draw: boolean
  /** Erases what others drew, and says who draws. */
  preside: boolean
  who: Drawers
}

const NONE: Ability = { draw: false, preside: false, who: 'nobody' }

/** Whether somebody of this role may draw on a screen on which `who` may; `presents`: it is the own one. As the host decides
 *  (`core/decisions/strokes.py`). */
export function mayDraw(who: Drawers, role: Role, presents: boolean): boolean {
  return presents || who === 'all' || (who === 'co_hosts' && moderates(role))
}

/** `who` undefined: the host says nothing of it, and knows no drawing; `opener`: of a page of the whiteboard. */
export function abilityOn(
  track: number,
  who: Drawers | undefined,
  state: MeetingState | null,
  me: number | null,
  opener?: number,
): Ability {
  const owner = opener ?? state?.tracks.find((one) => one.track === track)?.participant
  if (state === null || me === null || who === undefined || owner === undefined) return NONE
  const role = roleOf(state, me)
  return { draw: mayDraw(who, role, owner === me), preside: owner === me || moderates(role), who }
}
