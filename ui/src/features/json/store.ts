import { type Entry, type Found, JsonDocument, type Opened, type Path, parse } from './document'

/** A value to look at; small ones are here, large ones in a worker, so that the page never waits. */
export type JsonStore = {
  open(): Promise<{ root: Entry; opened: Opened[] }>
  entries(path: Path, from: number, to: number): Promise<Entry[]>
  search(text: string): Promise<Found>
  text(path: Path): Promise<string>
  base64(path: Path): Promise<string | null>
  close(): void
}

/** Where a value comes from: its JSON text, or an address of our own that answers with it. */
export type JsonSource = ({ text: string } | { url: string }) & {
  /** The member of the root to unfold at first, when the rest matters less. */
  first?: string
}

const SMALL = 256 * 1024

/** Choose where to keep a value. */
export function openStore(source: JsonSource): JsonStore {
  return 'text' in source && source.text.length <= SMALL
    ? localStore(source.text, source.first)
    : workerStore(source)
}

function localStore(text: string, first?: string): JsonStore {
  const parsed = new Promise<JsonDocument>((resolve) => resolve(new JsonDocument(parse(text))))
  return {
    open: async () => {
      const document = await parsed
      return { root: document.entry([]), opened: document.outline(first) }
    },
    entries: async (path, from, to) => (await parsed).entries(path, from, to),
    search: async (wanted) => (await parsed).search(wanted),
    text: async (path) => (await parsed).text(path),
    base64: async (path) => (await parsed).base64(path),
    close: () => {},
  }
}

type Answer = { call: number; result?: unknown; error?: string }
type Waiting = { resolve: (value: never) => void; reject: (reason: Error) => void }

function workerStore(source: JsonSource): JsonStore {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let calls = 0
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const caller = waiting.get(data.call)
    waiting.delete(data.call)
    if (data.error !== undefined) caller?.reject(new Error(data.error))
    else caller?.resolve(data.result as never)
  }
  worker.onerror = () => {
    for (const caller of waiting.values()) caller.reject(new Error('The value could not be read.'))
    waiting.clear()
  }
  const call = <Result>(method: string, ...args: unknown[]) =>
    new Promise<Result>((resolve, reject) => {
      calls += 1
      waiting.set(calls, { resolve, reject })
      worker.postMessage({ call: calls, method, args })
    })
  return {
    open: () => call('open', source),
    entries: (path, from, to) => call('entries', path, from, to),
    search: (text) => call('search', text),
    text: (path) => call('text', path),
    base64: (path) => call('base64', path),
    close: () => worker.terminate(),
  }
}
