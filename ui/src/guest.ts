import { mount } from 'svelte'
import { canHideBackground, checkCodecs, createEngine, hideBackground, shrunkPicture, unsupported } from './engine'
import type { Carrying } from './engine/api'
import { createCarrier } from './files'
import { isErrorCode, speakOfBrowser } from './i18n'
import { GuestApi } from './state/api/guest_api'
import { App } from './state/app/app'
import { browserOf, namesOf } from './state/app/browser'
import { leaveComposingAlone } from './state/keys/keys'
import { pictureOf } from './view/chat/picture_of'
import { save } from './view/chat/save'
import { ignoreGhostClicks } from './view/ghost_clicks'
import { keepAboveKeyboard } from './view/keyboard'
import { away, notify } from './view/notifications'
import { thumbs } from './view/thumbs.svelte'
import Window from './view/Window.svelte'
import { channelUrl } from './wire/channel'
import { HOST_PATH } from './wire/rules'
import './view/styles/tokens.css'
import './view/styles/base.css'
import './view/styles/controls.css'
import './view/styles/contrast.css'
import './view/styles/touch.css'
import './view/wishes'

const api = new GuestApi({
  host: location.host,
  language: navigator.language,
  phone: thumbs.on && thumbs.touch,
  storage: localStorage,
  openWindow: (url) => window.open(url, '_blank', 'noopener,noreferrer'),
  fetch: (...request) => fetch(...request),
})
const channels = `wss://${location.host}${HOST_PATH}`
const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints)
speakOfBrowser(namesOf(browser))
const lacks = unsupported()
const media = lacks.every((lack) => lack === 'camera_api')

let engine: Carrying | null = null

const app = new App({
  api,
  guest: {
    proof: api.proof,
    host: location.host,
    browser,
    permission: async (name) => (await navigator.permissions.query({ name })).state,
  },
  media,
  supported: true,
  mediaDevices: navigator.mediaDevices,
  createEngine: (options) => {
    const created = createEngine({ ...options, media, url: channels, requests: true })
    engine = created
    return created
  },
  files: {
    carrier: (onNews) => createCarrier(onNews, (join) => engine?.joinCarriage(join)),
    url: channelUrl(channels, 'file'),
    save,
    pictureOf,
  },
  background: canHideBackground() ? { hide: hideBackground, shrunk: shrunkPicture } : undefined,
  tab: () => sessionStorage,
  watchEvents: () => () => undefined,
  checkCodecs,
  away,
  notify,
  isErrorCode,
})

leaveComposingAlone(window)
keepAboveKeyboard()
ignoreGhostClicks()
const target = document.getElementById('app')
if (target) mount(Window, { target, props: { app } })
void app.start()
