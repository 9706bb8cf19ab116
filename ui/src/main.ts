import { mount } from 'svelte'
import {
  canHideBackground,
  checkCodecs,
  createEngine,
  hideBackground,
  shareDesktop,
  shareSound,
  shrunkPicture,
  unsupported,
} from './engine'
import { createCarrier } from './files'
import { isErrorCode, speakOfBrowser } from './i18n'
import { HttpApi, watchAppEvents } from './state/api/app_api'
import { HttpPastApi } from './state/api/past_api'
import { App } from './state/app/app'
import { browserOf, namesOf } from './state/app/browser'
import { leaveComposingAlone } from './state/keys/keys'
import { pictureOf } from './view/chat/picture_of'
import { save } from './view/chat/save'
import { ignoreGhostClicks } from './view/ghost_clicks'
import { keepAboveKeyboard } from './view/keyboard'
import { away, notify } from './view/notifications'
import { speakForScreenReaders } from './view/spoken/spoken'
import Window from './view/Window.svelte'
import { channelUrl } from './wire/channel'
import { WINDOW_PATH } from './wire/rules'
import './view/styles/tokens.css'
import './view/styles/base.css'
import './view/styles/controls.css'
import './view/styles/contrast.css'
import './view/styles/touch.css'
import './view/wishes'

const sockets = `ws://${location.host}`
const channels = `${sockets}${WINDOW_PATH}`

const api = new HttpApi()
const app = new App({
  api,
  past: new HttpPastApi(),
  // Without a camera API one can still listen, look and chat.
  supported: unsupported().every((lack) => lack === 'camera_api'),
  mediaDevices: navigator.mediaDevices,
  createEngine: (options) => createEngine({ ...options, url: channels }),
  files: { carrier: createCarrier, url: channelUrl(channels, 'file'), save, pictureOf },
  background: canHideBackground() ? { hide: hideBackground, shrunk: shrunkPicture } : undefined,
  shareDesktop: (unwanted, again) => shareDesktop(`${sockets}/api/screen${again ? '?again=1' : ''}`, unwanted),
  shareSound: () => shareSound(`${sockets}/api/screen-sound`),
  tab: () => sessionStorage,
  watchEvents: (onEvent) => watchAppEvents(`${sockets}/api/events`, onEvent),
  checkCodecs,
  away,
  notify,
  isErrorCode,
})

// The window's own word that it had to load the page once more (`desktop/qt/recovery.py`).
if (location.search === '?again') {
  app.recovered.set(true)
  history.replaceState(null, '', '/')
}
// Where MeetDesk could open no window of its own, the page is in the default browser.
app.appState.subscribe((state) => {
  if (state?.native_window === false) speakOfBrowser(namesOf(browserOf(navigator.userAgent, navigator.maxTouchPoints)))
})
leaveComposingAlone(window)
keepAboveKeyboard()
ignoreGhostClicks()
const target = document.getElementById('app')
if (target) mount(Window, { target, props: { app } })
app.machine.watch()
speakForScreenReaders((text) => api.say(text))
void app.start()
