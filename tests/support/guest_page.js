// Added to a page that WebDriver or Playwright drives: finds things as a screen reader names them, and remembers what
// the page hands out as files. The page is not changed otherwise.
;(() => {
  if (globalThis.meetdeskNamed) return
  const words = (text) => text.replace(/\s+/g, ' ').trim()
  const nameOf = (element) => {
    const by = element.getAttribute('aria-labelledby')
    if (by) return words(by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '))
    const own = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent
    return words(own ?? element.textContent)
  }
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'

  // The last one shown of those that `selector` finds whose name begins so; null: there is none.
  globalThis.meetdeskNamed = (selector, name) =>
    [...document.querySelectorAll(selector)].filter((each) => shown(each) && nameOf(each).startsWith(name)).at(-1) ?? null

  const files = []
  const create = URL.createObjectURL
  URL.createObjectURL = function (blob) {
    if (blob instanceof Blob) files.push(blob)
    return create.call(this, blob)
  }
  // SHA-256 of everything that was handed out so far, in hexadecimal.
  globalThis.meetdeskFiles = () =>
    Promise.all(
      files.map(async (blob) => {
        const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
        return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('')
      }),
    )
})()
