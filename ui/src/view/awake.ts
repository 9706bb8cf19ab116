/** Keeps a phone's screen lit during a meeting: it would go dark, and camera and page with it, while one only listens. */

type Around = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>

/** Returns how to let it go dark again. The system takes the lock away whenever the page is hidden, or the battery low;
 * it is asked for again as the page is looked at again. */
export function stayAwake(locks: Pick<WakeLock, 'request'> | undefined, page: Around = document): () => void {
  if (!locks) return () => undefined
  let ended = false
  let held: WakeLockSentinel | null = null

  async function ask(): Promise<void> {
    if (ended || page.visibilityState !== 'visible' || (held && !held.released)) return
    try {
      const lock = await locks?.request('screen')
      if (!lock) return
      if (ended) await lock.release()
      else held = lock
    } catch {
      // The system does not want it now; the screen goes dark as always.
    }
  }

  const look = (): void => void ask()
  page.addEventListener('visibilitychange', look)
  look()
  return () => {
    ended = true
    page.removeEventListener('visibilitychange', look)
    void held?.release().catch(() => undefined)
  }
}
