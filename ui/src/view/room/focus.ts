import type { Focus } from '../../state/shortcuts'

/** By `type` of an input or `role` of any element; every input that is not named here is written into. */
const KINDS: Record<string, Focus> = {
  checkbox: 'check',
  switch: 'check',
  button: 'check',
  submit: 'check',
  reset: 'check',
  file: 'check',
  radio: 'choice',
  range: 'range',
  slider: 'range',
  textbox: 'text',
  searchbox: 'text',
  combobox: 'text',
  listbox: 'text',
}

/** What pressed keys go to. Buttons count as `other`: which of them the space bar presses, `Clicked` knows. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'other'
  if (target instanceof HTMLInputElement) return KINDS[target.type] ?? 'text'
  // A list of choices is searched by its letters.
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return 'text'
  if (target.isContentEditable) return 'text'
  const role = target.getAttribute('role') ?? ''
  return role === 'button' ? 'other' : (KINDS[role] ?? 'other')
}
