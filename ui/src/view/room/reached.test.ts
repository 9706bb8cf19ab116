// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { focusOf } from './focus'
import { Reached } from './reached'

let reached: Reached

const PAGE = `
  <button id="menu"><b id="icon">M</b></button> <button id="other">O</button>
  <label><input type="checkbox" id="check"></label> <input type="radio" id="radio">
  <select id="select"><option>1</option></select> <input id="range" type="range">
  <div role="menuitemradio" tabindex="-1" id="item">1</div> <textarea id="text"></textarea> <div tabindex="0" id="area"></div>`

beforeEach(() => {
  document.body.innerHTML = PAGE
  reached = new Reached()
})

function at(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement
}

function click(id: string): void {
  reached.pointerDown()
  focus(id)
}

function focus(id: string): void {
  at(id).focus()
  reached.focused(at(id))
}

function press(key: string): void {
  const target = document.activeElement
  reached.keyDown(key, focusOf(target), target)
}

describe('the space bar', () => {
  it.each(['menu', 'check', 'radio', 'select', 'range'])('talks after %s was clicked', (id) => {
    click(id)
    expect(reached.takesSpace(at(id))).toBe(false)
  })

  it.each(['menu', 'check', 'radio', 'select', 'range', 'item'])('operates %s that Tab led to', (id) => {
    press('Tab')
    focus(id)
    expect(reached.takesSpace(at(id))).toBe(true)
  })

  it('operates what a screen reader led to, as long as no pointer is used', () => {
    focus('menu')
    expect(reached.takesSpace(at('menu'))).toBe(true)
  })

  it('talks after a menu that was opened and used by mouse gave the focus back', () => {
    click('menu')
    focus('item') // the menu is open
    click('item')
    focus('menu') // and has closed
    expect(reached.takesSpace(at('menu'))).toBe(false)
  })

  it('talks after a menu that was opened by mouse was closed by Escape, or a shortcut was used meanwhile', () => {
    click('menu')
    focus('item')
    press('Escape')
    focus('menu')
    press('m')
    expect(reached.takesSpace(at('icon'))).toBe(false)
  })

  it('operates what arrows and Enter led back to', () => {
    press('Tab')
    focus('menu')
    press('Enter')
    focus('item')
    press('ArrowDown')
    press('Enter')
    focus('menu')
    expect(reached.takesSpace(at('menu'))).toBe(true)
    expect(reached.takesSpace(at('icon')), 'inside of it').toBe(true)
    click('other')
    expect(reached.takesSpace(at('other'))).toBe(false)
  })

  it('talks after arrows in a text, or where nothing is operated', () => {
    click('text')
    press('ArrowUp')
    focus('menu') // a panel that was closed gives the focus back
    expect(reached.takesSpace(at('menu'))).toBe(false)
    press('Tab')
    focus('area')
    expect(reached.takesSpace(at('area'))).toBe(false)
    expect(reached.takesSpace(document.body)).toBe(false)
  })
})
