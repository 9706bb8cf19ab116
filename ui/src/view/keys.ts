import { fromStore } from 'svelte/store'
import { type Action, keysOf } from '../state/keys/shortcuts'
import { useApp } from './context'

/** The key that does something, as this person has set the keys; called in a component's script. */
export function useKeys(): (action: Action) => string {
  const settings = fromStore(useApp().settings.values)
  return (action) => keysOf(action, settings.current.single_keys)
}
