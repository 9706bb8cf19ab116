// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchRegions } from './regions'
import { speakForScreenReaders } from './spoken'
import { checkBoxes } from './toggles'

const settled = (): Promise<void> => new Promise((done) => setTimeout(done))

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`no element ${id}`)
  return found
}

describe('live regions', () => {
  let said: string[]
  let stop: () => void

  beforeEach(() => {
    document.body.innerHTML = `
      <div id="status" role="status"><p id="first">Ada joined</p></div>
      <div id="log" role="log" aria-label="What happens"></div>
      <div id="off" role="log" aria-live="off"></div>
      <p id="quiet"></p>`
    said = []
    stop = watchRegions(document.body, (text) => said.push(text))
  })
  afterEach(() => stop())

  it('are said when something comes, once, and not when it goes', async () => {
    element('status').insertAdjacentHTML('beforeend', '<p>Ben <b>left</b></p>')
    element('log').insertAdjacentHTML('beforeend', '<p>one</p><p>two</p>')
    await settled()
    expect(said).toEqual(['Ben left', 'one', 'two'])
    element('first').remove()
    element('log').replaceChildren()
    await settled()
    expect(said).toHaveLength(3)
  })

  it('are said when a text in them changes, with the sentence around it', async () => {
    const text = element('first').firstChild as Text
    text.data = 'Ada left'
    text.data = 'Ada is back'
    await settled()
    expect(said).toEqual(['Ada is back'])
  })

  it('are silent outside, when switched off, and where nothing is to be read', async () => {
    element('quiet').textContent = 'a row of a list'
    element('off').textContent = 'a stream'
    element('status').insertAdjacentHTML('beforeend', '<p aria-hidden="true">3 / 4</p><button>Let in</button>')
    element('log').setAttribute('aria-label', 'Something else')
    await settled()
    expect(said).toEqual([])
  })

  it('are said as they come into the page with something in them, without their buttons', async () => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<main><h1>Meeting</h1><div role="alert">It is <em>over</em>. <button>Again</button></div></main>',
    )
    await settled()
    expect(said).toEqual(['It is over.'])
  })
})

describe('what is on or off', () => {
  it('is a check box, and stays one', async () => {
    document.body.innerHTML = '<button id="mic" aria-pressed="true">Microphone</button>'
    const stop = checkBoxes(document.body)
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div><button id="guests" role="switch" aria-checked="false"></button></div>',
    )
    element('mic').setAttribute('aria-pressed', 'false')
    await settled()
    for (const id of ['mic', 'guests']) {
      expect(element(id).getAttribute('role')).toBe('checkbox')
      expect(element(id).getAttribute('aria-checked')).toBe('false')
    }
    stop()
  })
})

describe('a window whose engine is silent', () => {
  it('hands on what is said once somebody listens, in order, also after a failure', async () => {
    document.body.innerHTML = '<div id="log" role="log"></div><button id="mic" aria-pressed="true"></button>'
    const said: string[] = []
    speakForScreenReaders((text) => {
      said.push(text)
      return text === 'two' ? Promise.reject(new Error('no answer')) : Promise.resolve()
    })
    element('log').insertAdjacentHTML('beforeend', '<p>one</p>')
    await settled()
    expect(said).toEqual([])
    expect(element('mic').getAttribute('role')).toBeNull()
    document.documentElement.dataset.screenReader = ''
    await settled()
    expect(element('mic').getAttribute('role')).toBe('checkbox')
    element('log').insertAdjacentHTML('beforeend', `<p>two</p><p>three</p><p>${'x'.repeat(2_000)}</p>`)
    await settled()
    await settled()
    expect(said.map((text) => text.slice(0, 5))).toEqual(['one', 'two', 'three', 'xxxxx'])
    expect(said[3]).toHaveLength(1_000)
  })
})
