import { useSyncExternalStore } from 'react'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A duration as people say it: "340 ms", "1.2 s", "3 min 20 s". */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s`
  if (ms < HOUR) return pair(ms, MINUTE, 'min', 1000, 's')
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min')
  return pair(ms, DAY, 'd', HOUR, 'h')
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small)
  return rest
    ? `${Math.floor(ms / big)} ${bigUnit} ${rest} ${smallUnit}`
    : `${Math.floor(ms / big)} ${bigUnit}`
}

const sameYear = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const otherYear = new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric' })
const full = new Intl.DateTimeFormat('en', {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hour12: false,
  timeZoneName: 'short',
})

/** How long ago: "now", "3 min ago", "5 h ago", and a date from the second day on. */
export function ago(at: Date, now: number): string {
  const ms = now - at.getTime()
  if (ms < 5_000) return 'now'
  if (ms < MINUTE) return `${Math.floor(ms / 1000)} s ago`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`
  return (new Date(now).getFullYear() === at.getFullYear() ? sameYear : otherYear).format(at)
}

/** The exact instant with its zone. */
export function exact(at: Date): string {
  return full.format(at)
}

/** The time of day, to the millisecond. */
export function clock(at: Date): string {
  return `${at.toLocaleTimeString('en', { hour12: false })}.${String(at.getMilliseconds()).padStart(3, '0')}`
}

/** A size as people say it: "812 B", "4.1 kB", "9.8 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
}

const integer = new Intl.NumberFormat('en')

/** "1 step", "10,000 steps". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${integer.format(n)} ${n === 1 ? one : many}`
}

const watchers = new Set<() => void>()
let tick = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function move(): void {
  tick = Date.now()
  for (const each of watchers) each()
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  if (timer === undefined) {
    tick = Date.now()
    timer = setInterval(move, 1000)
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const watchNothing = () => () => {}

/** Now, in milliseconds, moving on each second while `isTicking`. */
export function useNow(isTicking = true): number {
  return useSyncExternalStore(isTicking ? watch : watchNothing, () => tick)
}
