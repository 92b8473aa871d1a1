import { JsonDocument, type Path, parse } from './document'
import type { JsonSource } from './store'

// Keeps one large value away from the page and answers questions about it.
let opening: Promise<JsonDocument> | undefined

async function open(source: JsonSource) {
  opening = read(source)
  const opened = await opening
  return { root: opened.entry([]), opened: opened.outline(source.first) }
}

async function read(source: JsonSource): Promise<JsonDocument> {
  return new JsonDocument(parse('text' in source ? source.text : await load(source.url)))
}

async function load(url: string): Promise<string> {
  const response = await fetch(url, { credentials: 'same-origin' })
  if (response.ok) return response.text()
  if (response.status === 404 || response.status === 410) {
    throw new Error('This result is gone: results are kept for a while only, and links to them not as long.')
  }
  throw new Error(`The server answered ${response.status}.`)
}

async function document(): Promise<JsonDocument> {
  if (!opening) throw new Error('No value is open.')
  return opening // who asks early waits
}

const methods: Record<string, (...args: never[]) => unknown> = {
  open,
  entries: async (path: Path, from: number, to: number) => (await document()).entries(path, from, to),
  search: async (text: string) => (await document()).search(text),
  text: async (path: Path) => (await document()).text(path),
  base64: async (path: Path) => (await document()).base64(path),
}

self.onmessage = async ({ data }: MessageEvent<{ call: number; method: string; args: never[] }>) => {
  try {
    self.postMessage({ call: data.call, result: await methods[data.method]?.(...data.args) })
  } catch (reason) {
    self.postMessage({ call: data.call, error: reason instanceof Error ? reason.message : String(reason) })
  }
}
