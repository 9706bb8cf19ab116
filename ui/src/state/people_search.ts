import type { Person } from './people'

/** Those whose name has all the words that were typed, whatever their case and accents. All of them for none. */
export function found(people: readonly Person[], wanted: string): Person[] {
  const words = plain(wanted).split(/\s+/).filter(Boolean)
  return people.filter(({ name }) => words.every((word) => plain(name).includes(word)))
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLocaleLowerCase()
}
