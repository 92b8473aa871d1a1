import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { ExecutionRow } from './queries'

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** Walks rows with the arrow keys. One row in sight takes the focus of the Tab key, and it stays when rows arrive. */
export function useRowWalk(
  rows: ExecutionRow[],
  virtual: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
) {
  const [activeId, setActiveId] = useState<string>()
  const wantsFocus = useRef(false)
  const items = virtual.getVirtualItems()
  const known = rows.findIndex((row) => row.id === activeId)
  const active = items.some(({ index }) => index === known) ? known : (items[0]?.index ?? 0)

  useEffect(() => {
    if (!wantsFocus.current) return
    const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${known}"] a`)
    if (!link) return // it is drawn once the list has scrolled there
    wantsFocus.current = false
    link.focus({ preventScroll: true })
  })

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const target = Math.max(0, Math.min(rows.length - 1, active + step))
    wantsFocus.current = true
    setActiveId(rows[target]?.id)
    virtual.scrollToIndex(target)
  }
  return { active, onKeyDown, onFocus: (row: ExecutionRow) => setActiveId(row.id) }
}
