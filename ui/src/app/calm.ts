import { useCallback, useEffect, useRef } from 'react'
import { useStable } from './stable'

const SOON_MS = 100
const CALM_MS = 800

/** Collects ids and hands them on at most once in `CALM_MS`, however busy the house is. */
export function useCalm(run: (ids: string[]) => Promise<void>): (ids: string[]) => void {
  const waiting = useRef<Set<string> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useStable(run)

  const flush = useStable(async () => {
    const ids = [...(waiting.current ?? [])]
    waiting.current = null
    // the next event, or the line coming back, tries again
    await latest(ids).catch((reason: unknown) => console.warn('catching up failed:', reason))
    timer.current = waiting.current ? setTimeout(flush, CALM_MS) : undefined
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return useCallback(
    (ids: string[]) => {
      waiting.current = new Set([...(waiting.current ?? []), ...ids])
      timer.current ??= setTimeout(flush, SOON_MS)
    },
    [flush],
  )
}
