import { fromStore } from 'svelte/store'
import { type Action, keysOf } from '../state/keys/shortcuts'
import { useApp } from './context'
import { thumbs } from './thumbs.svelte'

/** The key that does something, as this person has set the keys; called in a component's script. Empty where fingers are
 * what the page is used by. */
export function useKeys(): (action: Action) => string {
  const settings = fromStore(useApp().settings.values)
  return (action) => (thumbs.touch ? '' : keysOf(action, settings.current.single_keys))
}
