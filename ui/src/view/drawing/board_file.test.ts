import { expect, it } from 'vitest'
import { pointAt } from '../../state/drawing/points'
import type { Shown } from '../../state/drawing/shown'
import { svgOf } from './board_file'

const stroke = (tool: Shown['tool'], text = '', fades = false): Shown => ({
  key: `2-${tool}`,
  participant: 2,
  ref: 1,
  stroke: 1,
  tool,
  points: [pointAt(0.25, 0.5), pointAt(0.75, 0.5)],
  text,
  fades,
})

it('holds everything that stays, each as it is drawn', () => {
  const svg = svgOf([stroke('pen'), stroke('marker'), stroke('arrow'), stroke('rectangle'), stroke('pen', '', true)])
  expect(svg.match(/<path /g)).toHaveLength(4)
  expect(svg).toContain('fill-opacity="0.4"')
  expect(svg).toContain('stroke-width="5"')
})

it('says what is written on it, whatever that is', () => {
  const svg = svgOf([stroke('text', '<script>a & "b"</script> 白板')])
  expect(svg.match(/&lt;script&gt;a &amp; &quot;b&quot;&lt;\/script&gt; 白板/g)).toHaveLength(2)
  expect(svg).not.toContain('<script>')
})
