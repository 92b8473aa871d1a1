import { type Entry, FEW, type Path } from './document'

const GROUP = 100

/** A foldable place in a value: a container, or a stretch of a long one. */
export type Place = { path: Path; from: number; to: number; isStretch: boolean }
export type Line = {
  id: string
  depth: number
  path: Path
  entry: Entry
  place: Place | null
  isOpen: boolean
}

/** What is unfolded, and the members that were fetched for it. */
export type Unfolded = { open: ReadonlySet<string>; entries: ReadonlyMap<string, Entry[]> }

export function idOf(path: Path, from?: number, to?: number): string {
  return from === undefined ? JSON.stringify(path) : `${JSON.stringify(path)}:${from}-${to}`
}

/** The place that a container unfolds to, or null for a simple value. */
export function placeOf(path: Path, entry: Entry): Place | null {
  const foldable = (entry.kind === 'object' || entry.kind === 'array') && entry.count > 0
  return foldable ? { path, from: 0, to: entry.count, isStretch: false } : null
}

/** The stretches that a long place is shown as; none for one that is shown member by member. */
export function stretches(place: Place): Place[] {
  const total = place.to - place.from
  if (total <= FEW) return []
  let size = GROUP
  while (total / size > GROUP) size *= GROUP
  const starts = Array.from({ length: Math.ceil(total / size) }, (_, n) => place.from + n * size)
  return starts.map((from) => ({
    path: place.path,
    from,
    to: Math.min(from + size, place.to),
    isStretch: true,
  }))
}

export function placeId(place: Place): string {
  return place.isStretch ? idOf(place.path, place.from, place.to) : idOf(place.path)
}

/** All lines that are to be seen, in order. */
export function linesOf(root: Entry, unfolded: Unfolded): Line[] {
  const lines: Line[] = []
  const add = (path: Path, entry: Entry, place: Place | null, depth: number) => {
    const id = place ? placeId(place) : idOf(path)
    const isOpen = unfolded.open.has(id)
    lines.push({ id, depth, path, entry, place, isOpen })
    if (place && isOpen) addMembers(place, depth + 1)
  }
  const addMembers = (place: Place, depth: number) => {
    for (const part of stretches(place)) {
      const entry: Entry = {
        key: `${part.from} … ${part.to - 1}`,
        kind: 'array',
        count: part.to - part.from,
        text: '',
        size: 0,
      }
      add(place.path, entry, part, depth)
    }
    for (const entry of unfolded.entries.get(placeId(place)) ?? []) {
      const path = [...place.path, entry.key as string | number]
      add(path, entry, placeOf(path, entry), depth)
    }
  }
  add([], root, placeOf([], root), 0)
  return lines
}

/** A path as a step reference: `orderLines.results.items.0.sku`, keys with dots in brackets. */
export function reference(base: string, path: Path): string {
  const parts = path.map((key) =>
    typeof key === 'number' || /^[^."[\]]+$/.test(key) ? String(key) : `[${JSON.stringify(key)}]`,
  )
  return [base, ...parts].filter(Boolean).join('.')
}
