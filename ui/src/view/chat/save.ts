import { straight } from '../../text/directions'

/** Hands content to the person as a file: the browser's downloads, or the native window's save dialog. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = straight(name)
  link.click()
  // The person may take long over the save dialog, which reads the content only then.
  setTimeout(() => URL.revokeObjectURL(url), 600_000)
}
