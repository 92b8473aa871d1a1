import { useEffect, useSyncExternalStore } from 'react'
import { useStable } from '../app/stable'

/** `changed`: these executions moved on. `resumed`: some of it was missed, so look again. */
export type LiveEvent = { type: 'changed'; ids: string[] } | { type: 'resumed' }
type Listener = (event: LiveEvent) => void

const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 15_000

/** One line of server-sent events for the whole app; open while somebody listens, and it heals itself. */
class LiveLine {
  #source: EventSource | null = null
  #listeners = new Set<Listener>()
  #watchers = new Set<() => void>()
  #lost = false
  #retryMs = FIRST_RETRY_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  listen = (listener: Listener): (() => void) => {
    this.#listeners.add(listener)
    if (!this.#source) this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#close()
    }
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  isLost = (): boolean => this.#lost

  retryNow = (): void => {
    this.#close()
    if (this.#listeners.size > 0) this.#open()
  }

  #open(): void {
    const source = new EventSource('/api/events')
    this.#source = source
    source.addEventListener('hello', () => this.#connected())
    source.addEventListener('executions', (event) => {
      const { ids } = JSON.parse(event.data) as { ids: string[] }
      this.#tell({ type: 'changed', ids })
    })
    source.addEventListener('gap', () => this.#tell({ type: 'resumed' }))
    source.onerror = () => this.#broken(source)
  }

  #connected(): void {
    this.#retryMs = FIRST_RETRY_MS
    if (this.#lost) this.#tell({ type: 'resumed' })
    this.#setLost(false)
  }

  // The browser reconnects by itself after a broken line, but not after an answer such as 502.
  #broken(source: EventSource): void {
    this.#setLost(true)
    if (source.readyState !== EventSource.CLOSED) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.retryNow, this.#retryMs)
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS)
  }

  #close(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = null
  }

  #setLost(lost: boolean): void {
    if (lost === this.#lost) return
    this.#lost = lost
    for (const watcher of this.#watchers) watcher()
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}

const line = new LiveLine()

/** Whether the live line is down at the moment. */
export function useLineLost(): boolean {
  return useSyncExternalStore(line.watch, line.isLost)
}

/** Try the line again at once. */
export const retryLine = line.retryNow

/** Call `onEvent` for what happens while the component is shown. */
export function useLive(onEvent: Listener): void {
  const handle = useStable(onEvent)
  useEffect(() => line.listen(handle), [handle])
}
