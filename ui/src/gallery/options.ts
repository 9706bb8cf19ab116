/** What the gallery shows, from the page's address: `gallery.html?screen=room&people=9&language=zh-CN&theme=dark`. */
export interface GalleryOptions {
  screen: 'home' | 'past' | 'guest' | 'hosting' | 'room' | 'joined' | 'ended' | 'broken'
  people: number
  language: 'en' | 'zh-CN'
  theme: 'light' | 'dark'
  /** Chat messages. */
  messages: number
  /** A first start: no name, no recent meetings, no camera. */
  fresh: boolean
  /** Makes every attempt to host or join fail with this code. */
  fail: string
  /** Comma-separated states: `lost`, `suspended`, `busy-camera`, `close`, `slow`, `wireless`, `muted`, `talking`, `audio-only`,
   *  `found`, `words` (the code), `guests` (may come), `chat-only`, `listen-only`, `blocked`, `iphone`, `browser` (what and
   *  where the browser is), `waiting`,
   *  `lobby`, `removed`, `forbidden`, `hands`, `reactions`, `polls`, `timer`, `captions`, `pictures` (come),
   *  `older` (messages are to be loaded), `stopped` (somebody was, who cost too much), `no-notes` (may be
   *  written), `deputy` (stands in for the host), `unreached` (somebody, who cannot), `wished` (that one, by the host), `moved` (to another one's computer), `guessed` (the code), `none` and
   *  `unerased` (past meetings), `drawn` (on the first screen), `unshown` (pictures, each for another reason),
   *  `board` (the whiteboard, drawn on). */
  states: readonly string[]
  still: boolean
  layout: 'grid' | 'speaker'
  /** How many screens are shared. */
  screens: number
}

export function galleryOptions(query: URLSearchParams): GalleryOptions {
  return {
    screen: (query.get('screen') ?? 'home') as GalleryOptions['screen'],
    people: Number(query.get('people') ?? 1),
    language: query.get('language') === 'zh-CN' ? 'zh-CN' : 'en',
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    messages: Number(query.get('messages') ?? 0),
    fresh: query.has('fresh'),
    fail: query.get('fail') ?? '',
    states: (query.get('states') ?? '').split(',').filter(Boolean),
    still: query.has('still'),
    layout: query.get('layout') === 'speaker' ? 'speaker' : 'grid',
    screens: Number(query.get('screens') ?? 0),
  }
}
