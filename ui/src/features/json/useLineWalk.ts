import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import type { Line } from './lines'
import type { useJsonTree } from './useJsonTree'

/** The keys of a tree: up and down walk, right and left unfold and fold, Enter toggles. */
export function useLineWalk(
  tree: ReturnType<typeof useJsonTree>,
  active: string,
  onActive: (id: string) => void,
  virtual: Virtualizer<HTMLDivElement, Element>,
  scroller: RefObject<HTMLDivElement | null>,
) {
  const wantsFocus = useRef(false)
  useEffect(() => {
    if (!wantsFocus.current) return
    const line = scroller.current?.querySelector<HTMLElement>('[data-active]')
    if (!line) return // it is drawn once the list has scrolled there
    wantsFocus.current = false
    line.focus({ preventScroll: true })
  })
  return (event: KeyboardEvent) => {
    const at = tree.lines.findIndex((line) => line.id === active)
    const line = tree.lines[at]
    if (!line || !(event.target as HTMLElement).hasAttribute('data-active')) return
    const move = moveFor(event.key, line, at, tree.lines)
    if (move === null) return
    event.preventDefault()
    if (move === 'toggle') return tree.toggle(line)
    const target = Math.max(0, Math.min(tree.lines.length - 1, move))
    wantsFocus.current = true
    onActive(tree.lines[target]?.id ?? active)
    virtual.scrollToIndex(target)
  }
}

/** Where a key leads: another line, "toggle", or nowhere. */
function moveFor(key: string, line: Line, at: number, lines: Line[]): number | 'toggle' | null {
  const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }
  if (key in steps) return steps[key] ?? null
  if (key === 'Enter' || key === ' ') return 'toggle'
  if (key === 'ArrowRight') return line.place && !line.isOpen ? 'toggle' : at + 1
  if (key !== 'ArrowLeft') return null
  if (line.isOpen) return 'toggle'
  return lines.findLastIndex((each, n) => n < at && each.depth < line.depth)
}
