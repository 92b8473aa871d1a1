import { ask, Refused } from '../../api/client'
import { JsonDocument, type Path, parse } from '../json/document'

/** The address of a stored result as JSON on our own server; signed links name its public address. */
export function jsonAddress(resultsUrl: string): string {
  const { pathname, search } = new URL(resultsUrl, location.href)
  return `${pathname}${search}${search ? '&' : '?'}format=json`
}

/** Save a whole result, or one file in it, on the person's computer. */
export async function download(resultsUrl: string, path: Path, name: string): Promise<void> {
  const response = await ask(jsonAddress(resultsUrl))
  if (!response.ok) throw new Refused(`The download failed: the server answered ${response.status}.`)
  const text = await response.text()
  if (path.length === 0) return save(new Blob([text], { type: 'application/json' }), `${name}.json`)
  const base64 = new JsonDocument(parse(text)).base64(path)
  if (base64 === null) throw new Refused('There is no file at this place of the result.')
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
  save(new Blob([bytes]), `${name}-${path.join('-')}`)
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
