import { describe, expect, it } from 'vitest'
import { browserOf, namesOf } from './browser'

const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1'
const IPHONE_CHROME =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.0.0 Mobile/15E148 Safari/604.1'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const FIREFOX_ANDROID = 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36'
const WECHAT = `${ANDROID} MicroMessenger/8.0.50`

describe('a browser is told by its name', () => {
  it.each([
    [MAC, 0, 'safari', 'computer', ['safari', 'browser']],
    [MAC, 5, 'safari', 'ios', ['ios', 'phone', 'browser']],
    [IPHONE, 5, 'safari', 'ios', ['ios', 'phone', 'browser']],
    [IPHONE_CHROME, 5, 'safari', 'ios', ['ios', 'phone', 'browser']],
    [FIREFOX, 0, 'firefox', 'computer', ['firefox', 'browser']],
    [FIREFOX_ANDROID, 5, 'firefox', 'android', ['firefox_android', 'android', 'phone', 'browser']],
    [CHROME, 0, 'chromium', 'computer', ['chromium', 'browser']],
    // A laptop whose screen can be touched is no phone.
    [CHROME, 10, 'chromium', 'computer', ['chromium', 'browser']],
    [ANDROID, 5, 'chromium', 'android', ['chromium_android', 'android', 'phone', 'browser']],
    ['', 0, 'other', 'computer', ['other', 'browser']],
  ])('%s with %i fingers', (agent, touchPoints, engine, system, names) => {
    const browser = browserOf(agent, touchPoints)
    expect(browser).toMatchObject({ engine, system, inApp: false })
    expect(namesOf(browser)).toEqual(names)
  })

  it('within another app', () => {
    expect(browserOf(WECHAT, 5)).toMatchObject({ engine: 'chromium', system: 'android', inApp: true })
  })
})
