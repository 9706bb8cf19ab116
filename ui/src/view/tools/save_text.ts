import { save } from '../chat/save'

/** Hands a text to the person as a file. */
export function saveText(text: string, name: string): void {
  save(new Blob([text], { type: 'text/plain;charset=utf-8' }), name.replace(/[\\/:*?"<>|]+/g, ' ').trim())
}
