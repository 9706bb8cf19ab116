/** Every screen with invented people, to be looked at. Only in development: the built product does not contain it. */

import { mount } from 'svelte'
import { isErrorCode } from '../i18n'
import { App } from '../state/app'
import type { HostProof } from '../state/guest_api'
import { Store } from '../state/store'
import Window from '../view/Window.svelte'
import type { Settings } from '../wire/messages'
import { fakeApi, fakeDevices, PROOF } from './fake_app'
import { FakeEngine } from './fake_engine'
import { galleryOptions } from './options'
import { meetingOf } from './people'
import '../view/styles/tokens.css'
import '../view/styles/base.css'
import '../view/styles/controls.css'

const options = galleryOptions(new URLSearchParams(location.search))
const app = new App({
  api: fakeApi(options),
  supported: true,
  media: !options.states.includes('chat-only'),
  ...(options.screen === 'guest'
    ? { guest: { proof: new Store<HostProof | null>(PROOF), host: '192.168.1.20:47800' } }
    : {}),
  mediaDevices: options.states.includes('listen-only') ? undefined : fakeDevices(options),
  createEngine: ({ onEvent }) => new FakeEngine(onEvent, meetingOf(options), options),
  watchEvents: (onEvent) => {
    if (options.states.includes('link')) {
      setTimeout(() => onEvent({ event: 'link_opened', address: '192.168.1.40', code: '' }), 300)
    }
    if (options.states.includes('close')) setTimeout(() => onEvent({ event: 'close_requested' }), 300)
    return () => undefined
  },
  away: () => false,
  files: {
    carrier: () => ({ order: () => undefined, stop: () => undefined }),
    url: '',
    save: () => undefined,
    pictureOf: () => Promise.resolve(null),
  },
  notify: () => undefined,
  checkCodecs: () => Promise.resolve({ ms: 4 }),
  isErrorCode,
})

/** Lets whoever looks at the page change how it looks without loading it again. */
Object.assign(globalThis, { gallery: { look: (look: Partial<Settings>) => app.settings.change(look) } })

const target = document.getElementById('app')
if (target) mount(Window, { target, props: { app } })
if (options.screen === 'ended') options.states = [...options.states, 'ended']
if (options.states.includes('again')) app.recovered.set(true)
app.machine.watch()
void app.start()
