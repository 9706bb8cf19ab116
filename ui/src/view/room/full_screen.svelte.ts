/** The page in full screen, and back. */

class FullScreen {
  on = $state(document.fullscreenElement !== null)

  constructor() {
    document.addEventListener('fullscreenchange', () => {
      this.on = document.fullscreenElement !== null
    })
  }

  async toggle(): Promise<void> {
    try {
      await (this.on ? document.exitFullscreen() : document.documentElement.requestFullscreen())
    } catch {
      // The system or the browser does not want it now; the window stays as it is, which can be seen.
    }
  }
}

export const fullScreen = new FullScreen()

export function canFullScreen(): boolean {
  return document.fullscreenEnabled
}
