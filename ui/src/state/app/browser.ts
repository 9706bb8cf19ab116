/** Which browser the page is in: only for sentences that say where one clicks. What it can do is asked of it itself. */

export type Engine = 'chromium' | 'firefox' | 'safari' | 'other'
export type System = 'ios' | 'android' | 'computer'

export interface Browser {
  engine: Engine
  system: System
  /** The page is within another app, whose own browser seldom gives it camera and microphone. */
  inApp: boolean
}

/** Apps that open links in a browser of their own, by what they add to its name. */
const IN_APP = /MicroMessenger|WhatsApp|FBAN|FBAV|Instagram|Line\/|DingTalk|; wv\)/

/** From `navigator.userAgent` and `maxTouchPoints`: a tablet of Apple's calls itself a Mac, and has fingers on it. */
export function browserOf(agent: string, touchPoints: number): Browser {
  const ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)
  const system = ios ? 'ios' : /Android/.test(agent) ? 'android' : 'computer'
  return { engine: engineOf(agent, ios), system, inApp: IN_APP.test(agent) }
}

function engineOf(agent: string, ios: boolean): Engine {
  // Every browser there has Safari's engine and the system's settings, whatever it calls itself.
  if (ios) return 'safari'
  if (/Firefox\//.test(agent)) return 'firefox'
  if (/Chrom(e|ium)\//.test(agent)) return 'chromium'
  return /Safari\//.test(agent) ? 'safari' : 'other'
}

/** How the texts name it, from the very browser to any: the first of these for which there is a text is shown. */
export function namesOf({ engine, system }: Browser): readonly string[] {
  const names = system === 'ios' ? ['ios'] : system === 'android' ? [`${engine}_android`, 'android'] : [engine]
  return [...names, ...(system === 'computer' ? [] : ['phone']), 'browser']
}
