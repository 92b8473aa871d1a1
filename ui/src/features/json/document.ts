export type Path = readonly (string | number)[]
export type Kind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'bytes'

/** One value as a line shows it; containers tell how many they hold, not what. */
export type Entry = {
  key: string | number | null
  kind: Kind
  /** Members of a container. */
  count: number
  /** A simple value as text; long ones are cut. */
  text: string
  /** The whole length of a text, the bytes of a file. */
  size: number
  contentType?: string
}
export type Opened = { path: Path; entries: Entry[] }
export type Found = { paths: Path[]; more: boolean }

/** A number that JavaScript would round: kept as it was written. */
class ExactNumber {
  constructor(readonly source: string) {}
}

export const TEXT_LIMIT = 20_000
const MOST_FOUND = 1000
/** Longer containers unfold to stretches first. */
export const FEW = 200
const OPEN_AT_FIRST = 40
const BYTES_NOTE = /^<(\d+) bytes>$/

type Source = { source?: string }

/** Parse JSON without rounding long numbers. Throws SyntaxError. */
export function parse(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  const keep = (_key: string, value: unknown, context?: Source) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source &&
    /^-?\d{16,}$/.test(context.source)
      ? new ExactNumber(context.source)
      : value
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown)
}

/** A parsed JSON value that is looked at piece by piece; it may be huge. */
export class JsonDocument {
  constructor(readonly root: unknown) {}

  entry(path: Path): Entry {
    return describe(path.at(-1) ?? null, this.#at(path))
  }

  /** Members `from` up to (not including) `to` of a container. */
  entries(path: Path, from: number, to: number): Entry[] {
    const value = this.#at(path)
    if (Array.isArray(value)) return value.slice(from, to).map((each, n) => describe(from + n, each))
    const keys = Object.keys(value as object).slice(from, to)
    return keys.map((key) => describe(key, (value as Record<string, unknown>)[key]))
  }

  /** What to unfold at first: outer levels, about a screenful; of the members of the root only `first`, if it is there. */
  outline(first?: string): Opened[] {
    const opened: Opened[] = []
    const waiting: Path[] = [[]]
    let shown = 1
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const { kind, count } = this.entry(path)
      if ((kind !== 'object' && kind !== 'array') || count === 0) continue
      const isOuter = path.length === 0
      if (!isOuter && shown + count > OPEN_AT_FIRST) continue
      const entries = count > FEW ? [] : this.entries(path, 0, count)
      shown += count
      opened.push({ path, entries })
      const inner =
        isOuter && entries.some(({ key }) => key === first)
          ? entries.filter(({ key }) => key === first)
          : entries
      for (const { key } of inner) waiting.push([...path, key as string | number])
    }
    return opened
  }

  /** Where a text occurs in keys or simple values, in order. */
  search(text: string): Found {
    const wanted = text.toLowerCase()
    const paths: Path[] = []
    const visit = (value: unknown, path: Path): boolean => {
      const key = path.at(-1)
      const here =
        (typeof key === 'string' && key.toLowerCase().includes(wanted)) ||
        plain(value)?.toLowerCase().includes(wanted)
      if (here && paths.push(path) >= MOST_FOUND) return false
      if (!isContainer(value)) return true
      if (Array.isArray(value)) return value.every((each, n) => visit(each, [...path, n]))
      return Object.entries(value as object).every(([name, each]) => visit(each, [...path, name]))
    }
    return { more: !visit(this.root, []), paths }
  }

  /** A value as text to copy: a text as it is, else JSON. */
  text(path: Path): string {
    const value = this.#at(path)
    return typeof value === 'string' ? value : stringify(value)
  }

  /** The content of a file in Base64, or null where the value holds none. */
  base64(path: Path): string | null {
    const value = this.#at(path)
    return bytesOf(value) ?? bytesOf((value as { data?: unknown } | null)?.data)
  }

  #at(path: Path): unknown {
    return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], this.root)
  }
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber)
}

function plain(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.source
  return isContainer(value) ? undefined : String(value)
}

function bytesOf(value: unknown): string | null {
  const held = (value as { $bytes?: unknown } | null)?.$bytes
  return typeof held === 'string' ? held : null
}

/** The size of a file that a value stands for: whole, or as the short note of a stored result. */
function fileSize(value: unknown): number | null {
  const whole = bytesOf(value) ?? bytesOf((value as { data?: unknown }).data)
  if (whole !== null) return Math.floor((whole.length * 3) / 4)
  const { data, contentType } = value as { data?: unknown; contentType?: unknown }
  const note = typeof data === 'string' && contentType !== undefined ? BYTES_NOTE.exec(data) : null
  return note ? Number(note[1]) : null
}

function describe(key: string | number | null, value: unknown): Entry {
  const base = { key, count: 0, text: '', size: 0 }
  if (value === null || value === undefined) return { ...base, kind: 'null', text: 'null' }
  if (typeof value === 'string')
    return { ...base, kind: 'string', text: value.slice(0, TEXT_LIMIT), size: value.length }
  if (Array.isArray(value)) return { ...base, kind: 'array', count: value.length }
  if (isContainer(value)) {
    const size = fileSize(value)
    const contentType = (value as { contentType?: unknown }).contentType
    if (size === null) return { ...base, kind: 'object', count: Object.keys(value).length }
    return {
      ...base,
      kind: 'bytes',
      size,
      contentType: typeof contentType === 'string' ? contentType : undefined,
    }
  }
  return { ...base, kind: typeof value === 'boolean' ? 'boolean' : 'number', text: plain(value) ?? '' }
}

function stringify(value: unknown): string {
  const exact: string[] = []
  const mark = (_key: string, each: unknown) =>
    each instanceof ExactNumber ? `\u0000exact ${exact.push(each.source) - 1}` : each
  const text = JSON.stringify(value, mark, 2) ?? 'null'
  return exact.length ? text.replace(/"\\u0000exact (\d+)"/g, (_all, n) => exact[Number(n)] ?? '') : text
}
