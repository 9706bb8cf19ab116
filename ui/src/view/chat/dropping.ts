/** Files that come by drag and drop or from the clipboard. */

/** The files in it, folders left out; empty if there are none. */
export function filesIn(transfer: DataTransfer | null): File[] {
  if (!transfer) return []
  return [...transfer.items]
    .filter((item) => item.kind === 'file' && item.webkitGetAsEntry?.()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
}

export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}
