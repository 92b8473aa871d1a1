import { ago, duration, exact, useNow } from '../words'

/** "3 min ago"; the exact instant with its zone on hover. */
export function Ago({ at }: { at: string }) {
  const now = useNow()
  const date = new Date(at)
  return (
    <time dateTime={at} title={exact(date)}>
      {ago(date, now)}
    </time>
  )
}

/** How long something has been going on, counting. */
export function Since({ at }: { at: string }) {
  const ms = Math.max(0, useNow() - Date.parse(at))
  return <>{ms < 1000 ? '0 s' : duration(Math.floor(ms / 1000) * 1000).replace('.0', '')}</>
}
