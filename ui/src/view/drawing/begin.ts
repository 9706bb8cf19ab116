import type { Meeting } from '../../state/meeting/meeting'

/** Begins or ends to draw on the screen that is large, or on the own one; nothing where there is none to draw on. */
export function drawOnScreen({ drawing, layout, view, sharing }: Meeting): void {
  const { tool, preview, board } = drawing
  const { me, state } = view.get()
  const stage = layout.view.get().placed.find(({ part, tile }) => part === 'stage' && tile.source === 'screen')
  const track = stage?.tile.track
  const may = typeof track === 'number' && drawing.ability(state, me, track).draw
  const own = sharing.view.get().state === 'on'
  if (tool.get() !== null) tool.set(null)
  else if (board.shown.get()) tool.set('pen')
  else if (may || own) {
    if (!may) preview.set(true)
    tool.set('pen')
  }
}
