// What a thumb cannot reach or hit, one line for each: a control is 44 CSS pixels wide and high, and its own to within two
// of them all around, in place of a thumb. Also what belongs to keys and small letters.
() => {
  const [SIZE, HALF] = [43.5, 20]
  const CONTROLS = 'button, a[href], input, textarea, select, summary, [role^=menuitem], [role=option], [role=switch]'
  const above = [...document.querySelectorAll('[role=dialog], [role=menu], [role=listbox]')].at(-1)
  const page = above ?? document.querySelector('aside.page') ?? document.body
  const said = (element) => element.outerHTML.replace(/<svg.*?<\/svg>/gs, '').replace(/\s+/g, ' ').slice(0, 150)
  const found = []
  for (const control of page.querySelectorAll(CONTROLS)) {
    // A box to tick is as large as its label; a link in a sentence as high as its line.
    const element = control.matches('input[type=checkbox], input[type=radio]') ? control.closest('label') ?? control : control
    const style = getComputedStyle(element)
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    if (element.closest('[aria-hidden=true], [inert]') || (style.display === 'inline' && element.matches('a'))) continue
    if (/inset\(50%\)/.test(style.clipPath)) continue
    // A list that makes only what is seen of it would make others as it is scrolled: there, what is seen is looked at.
    let feed = element.closest('[role=feed]')
    while (feed && !/auto|scroll/.test(getComputedStyle(feed).overflowY)) feed = feed.parentElement
    if (!feed) element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    const { left, top, width, height, bottom } = element.getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 2]
    const seen = feed?.getBoundingClientRect()
    if (seen && (top < seen.top || bottom > seen.bottom)) continue
    const hits = (dx, dy) => {
      const hit = document.elementFromPoint(x + dx, y + dy)
      return hit !== null && (element.contains(hit) || hit.contains(element) && hit.matches('label'))
    }
    const name = `${said(element)} [${Math.round(width)}×${Math.round(height)} at ${Math.round(left)},${Math.round(top)}]`
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) found.push(`outside: ${name}`)
    else if (!hits(0, 0)) found.push(`covered: ${name} by ${said(document.elementFromPoint(x, y) ?? document.body)}`)
    else if (width < SIZE || height < SIZE || !(hits(-HALF, 0) && hits(HALF, 0) && hits(0, -HALF) && hits(0, HALF))) found.push(`too small: ${name}`)
  }
  for (const field of page.querySelectorAll('input, textarea, select')) {
    if (Number.parseFloat(getComputedStyle(field).fontSize) < 16) found.push(`letters below 16 pixels: ${said(field)}`)
  }
  for (const key of document.querySelectorAll('kbd')) {
    if (key.checkVisibility()) found.push(`a key is named: ${said(key.parentElement)}`)
  }
  const bar = document.querySelector('[role=toolbar]')
  for (const place of [bar, document.scrollingElement]) {
    if (place && place.scrollWidth > place.clientWidth + 1) found.push(`scrolls sideways: ${said(place)}`)
  }
  for (const button of bar?.querySelectorAll('button') ?? []) {
    const { left, right, top, bottom } = button.getBoundingClientRect()
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) found.push(`out of the bar: ${said(button)}`)
  }
  return found
}
