/** The window of `meetdesk --self-test`: the real one, with a camera and a microphone that need no device. */

import { mount } from 'svelte'
import { checkCodecs, createEngine, unsupported } from './engine'
import { createCarrier } from './files'
import { isErrorCode } from './i18n'
import { testDevices } from './selftest/devices'
import { Watch } from './selftest/watch'
import { HttpApi, request, watchAppEvents } from './state/api/app_api'
import { App } from './state/app/app'
import { leaveComposingAlone } from './state/keys/keys'
import { save } from './view/chat/save'
import Window from './view/Window.svelte'
import { channelUrl } from './wire/channel'
import type { SelfTestReport } from './wire/messages'
import { WINDOW_PATH } from './wire/rules'
import './view/styles/tokens.css'
import './view/styles/base.css'
import './view/styles/controls.css'
import './view/styles/contrast.css'
import './view/wishes'

const LOOK_MS = 250
const sockets = `ws://${location.host}`
const channels = `${sockets}${WINDOW_PATH}`

const report = (body: SelfTestReport): void => {
  // The app waits only so long, and says what it has not been told.
  request((...request) => fetch(...request), 'POST', '/api/self-test', body).catch(() => undefined)
}
const watch = new Watch((reached, fault) => report({ reached, fault }))
const faulty = (error: unknown): void => report({ fault: String(error).slice(0, 1_000) })
addEventListener('error', (event) => faulty(event.error ?? event.message))
addEventListener('unhandledrejection', (event) => faulty(event.reason))

const lacks = unsupported().filter((lack) => lack !== 'camera_api')
if (lacks.length > 0) faulty(`this browser engine lacks ${lacks.join(', ')}`)

const app = new App({
  api: new HttpApi(),
  supported: lacks.length === 0,
  mediaDevices: testDevices(),
  createEngine: (options) =>
    createEngine({
      ...options,
      url: channels,
      onEvent: (event) => {
        watch.handle(event)
        options.onEvent(event)
      },
    }),
  files: { carrier: createCarrier, url: channelUrl(channels, 'file'), save, pictureOf: () => Promise.resolve('none') },
  watchEvents: (onEvent) => watchAppEvents(`${sockets}/api/events`, onEvent),
  checkCodecs,
  away: () => false,
  notify: () => undefined,
  isErrorCode,
})

app.screen.subscribe((screen) => {
  if (screen.name === 'meeting') watch.reach('page')
  if (screen.name === 'broken') faulty(`the page does not start: ${screen.problem.code}`)
})
setInterval(() => {
  for (const shown of document.querySelectorAll<HTMLVideoElement | HTMLCanvasElement>('[data-received]'))
    watch.look(shown)
}, LOOK_MS)

leaveComposingAlone(window)
const target = document.getElementById('app')
if (target) mount(Window, { target, props: { app } })
app.machine.watch()
void app.start()
