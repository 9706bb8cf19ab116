/** Every screen with invented people, to be looked at. Only in development: the built product does not contain it. */

import { mount, unmount } from 'svelte'
import type { EngineEvent } from '../engine/api'
import { isErrorCode, speakOfBrowser } from '../i18n'
import type { HostProof } from '../state/api/guest_api'
import { App } from '../state/app/app'
import { browserOf, namesOf } from '../state/app/browser'
import { leaveComposingAlone } from '../state/keys/keys'
import { Store } from '../state/store'
import { ignoreGhostClicks } from '../view/ghost_clicks'
import { keepAboveKeyboard } from '../view/keyboard'
import Window from '../view/Window.svelte'
import type { AppEvent, Settings } from '../wire/messages'
import { ADAS_LINK, FAKE_BACKGROUND, fakeApi, fakeDevices, PROOF } from './fake_app'
import { FakeEngine } from './fake_engine'
import { fakeFiles } from './fake_files'
import { fakePast } from './fake_past'
import { galleryOptions } from './options'
import { meetingOf } from './people'
import '../view/styles/tokens.css'
import '../view/styles/base.css'
import '../view/styles/controls.css'
import '../view/styles/contrast.css'
import '../view/styles/touch.css'
import '../view/wishes'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1'

leaveComposingAlone(window)
keepAboveKeyboard()
ignoreGhostClicks()

let close: () => Promise<void> = () => Promise.resolve()

/** Shows a screen in place of the one before, as if the page had been loaded with this query. */
async function show(query: string): Promise<void> {
  await close()
  const options = galleryOptions(new URLSearchParams(query))
  if (options.screen === 'ended') options.states = [...options.states, 'ended']
  const engines: FakeEngine[] = []
  let tell: (event: AppEvent) => void = () => undefined
  const phone = options.states.includes('iphone')
  const browser = browserOf(phone ? IPHONE : navigator.userAgent, 0)
  speakOfBrowser(options.screen === 'guest' || options.states.includes('browser') ? namesOf(browser) : [])
  const app = new App({
    api: fakeApi(options),
    ...(options.screen === 'guest' ? {} : { past: fakePast(options) }),
    supported: true,
    media: !options.states.includes('chat-only'),
    ...(options.screen === 'guest'
      ? {
          guest: {
            proof: new Store<HostProof | null>(PROOF),
            host: '192.168.1.20:47800',
            browser,
            permission: async () => (options.states.includes('blocked') ? ('denied' as const) : ('prompt' as const)),
          },
        }
      : {}),
    mediaDevices: options.states.includes('listen-only') ? undefined : fakeDevices(options),
    createEngine: ({ onEvent }) => {
      const engine = new FakeEngine(onEvent, meetingOf(options), options)
      engine.onMoved = (joined) => tell({ event: 'meeting_moved', hosting: null, joined })
      engines.push(engine)
      return engine
    },
    background: FAKE_BACKGROUND,
    watchEvents: (onEvent) => {
      tell = onEvent
      if (options.states.includes('link')) {
        setTimeout(() => onEvent({ event: 'link_opened', link: ADAS_LINK }))
      }
      if (options.states.includes('guessed')) {
        setTimeout(
          () => onEvent({ event: 'code_guessed', address: '192.168.1.77', times: 10, total: 10, addresses: 1 }),
          500,
        )
      }
      if (options.states.includes('close')) setTimeout(() => onEvent({ event: 'close_requested' }))
      return () => undefined
    },
    away: () => false,
    files: fakeFiles(options.states.includes('pictures')),
    notify: () => undefined,
    checkCodecs: () => Promise.resolve({ ms: 4 }),
    isErrorCode,
  })
  const target = document.getElementById('app')
  if (!target) throw new Error('the page has no place for the window')
  const shown = mount(Window, { target, props: { app } })
  if (options.states.includes('again')) app.recovered.set(true)
  // As a computer says it that is not busy; this one may well be.
  app.machine.pressure('nominal')
  close = async () => {
    await app.quit()
    for (const engine of engines) engine.stop()
    await unmount(shown)
  }
  Object.assign(globalThis, {
    /** For whoever looks at the page, instead of loading it again: another screen, how this one looks, what happens. */
    gallery: {
      show,
      look: (look: Partial<Settings>) => app.settings.change(look),
      happen: (event: EngineEvent) => engines.at(-1)?.happen(event),
    },
  })
  await app.start()
  if (options.screen === 'past') app.showPast()
}

void show(location.search)
