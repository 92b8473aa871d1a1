import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Entry, Path } from './document'
import { idOf, type Line, linesOf, type Place, placeId, placeOf, stretches, type Unfolded } from './lines'
import type { JsonStore } from './store'

type Tree = Unfolded & { root: Entry }

/** The folded tree of a value; members are fetched when their place is unfolded. */
export function useJsonTree(store: JsonStore) {
  const [tree, setTree] = useState<Tree>()
  const [error, setError] = useState<Error>()

  useEffect(() => {
    let here = true
    setTree(undefined)
    setError(undefined)
    store.open().then(
      ({ root, opened }) => {
        const entries = new Map(opened.map(({ path, entries }) => [idOf(path), entries]))
        if (here) setTree({ root, entries, open: new Set(entries.keys()) })
      },
      (reason: Error) => here && setError(reason),
    )
    return () => {
      here = false
    }
  }, [store])

  const open = useCallback(
    async (place: Place) => {
      const fetched = stretches(place).length > 0 ? [] : await store.entries(place.path, place.from, place.to)
      setTree(
        (now) =>
          now && {
            ...now,
            open: new Set(now.open).add(placeId(place)),
            entries: now.entries.has(placeId(place))
              ? now.entries
              : new Map(now.entries).set(placeId(place), fetched),
          },
      )
    },
    [store],
  )
  const close = useCallback((place: Place) => {
    setTree((now) => {
      const open = new Set(now?.open)
      open.delete(placeId(place))
      return now && { ...now, open }
    })
  }, [])
  const toggle = (line: Line) => line.place && (line.isOpen ? close(line.place) : void open(line.place))

  const reveal = async (path: Path) => {
    if (!tree) return
    let entry: Entry | undefined = tree.root
    for (const [depth, key] of path.entries()) {
      const place: Place | null = entry ? placeOf(path.slice(0, depth), entry) : null
      if (!place) return
      const siblings: Entry[] = await openTo(store, open, place, key)
      entry = siblings.find((each) => each.key === key)
    }
  }
  const lines = useMemo(() => (tree ? linesOf(tree.root, tree) : []), [tree])
  return { lines, error, isOpen: tree !== undefined, toggle, reveal }
}

/** Open a place, and the stretch of it that holds `key`; returns the members around it. */
async function openTo(
  store: JsonStore,
  open: (place: Place) => Promise<void>,
  place: Place,
  key: string | number,
): Promise<Entry[]> {
  await open(place)
  const parts = stretches(place)
  if (parts.length === 0) return store.entries(place.path, place.from, place.to)
  const position = typeof key === 'number' ? key : await positionOf(store, place, key)
  const part = parts.find(({ from, to }) => position >= from && position < to)
  return part ? openTo(store, open, part, key) : []
}

async function positionOf(store: JsonStore, place: Place, key: string): Promise<number> {
  const entries = await store.entries(place.path, place.from, place.to)
  return place.from + entries.findIndex((entry) => entry.key === key)
}
