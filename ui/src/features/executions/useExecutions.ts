import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useLive } from '../../api/live'
import { useCalm } from '../../app/calm'
import type { Filters } from './filters'
import { inserted, type Loaded, newRows, rowsOf, updated } from './merge'
import { type ExecutionRow, fetchPage, fetchRows } from './queries'

const MOST_BY_ID = 40
const NONE: ReadonlySet<string> = new Set()

/** The list of executions, endless downwards and live at the top. `held` new rows wait until they are asked for. */
export function useExecutions(filters: Filters, isAtTop: () => boolean) {
  const client = useQueryClient()
  const key = useMemo(() => ['executions', filters], [filters])
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY, // the live line keeps it fresh
    refetchOnWindowFocus: false,
  })
  const [held, setHeld] = useState(0)
  const [arrived, setArrived] = useState(NONE)

  const catchUp = async (changed: string[], show: boolean) => {
    const before = client.getQueryData<Loaded>(key)
    if (!before) return
    const { head, moved } = await fetchChanges(before, changed, filters)
    const fresh = newRows(client.getQueryData<Loaded>(key) ?? before, head)
    const showNow = show || isAtTop()
    client.setQueryData<Loaded>(key, (now) => {
      if (!now) return now
      const current = updated(now, [...head.rows, ...moved], filters)
      return showNow ? inserted(current, head) : current
    })
    setHeld(showNow ? 0 : fresh.length)
    if (showNow) setArrived(new Set(fresh.map((row) => row.id)))
  }
  const later = useCalm((changed) => catchUp(changed, false))

  const loaded = () => rowsOf(client.getQueryData<Loaded>(key))
  useLive((event) => later(event.type === 'changed' ? event.ids : unfinished(loaded())))
  useEffect(() => {
    setHeld(0)
    setArrived(NONE)
    if (client.getQueryData(key)) later([]) // shown from before: what came meanwhile?
  }, [client, key, later])

  const rows = useMemo(() => rowsOf(query.data), [query.data])
  const settle = useCallback(() => setArrived(NONE), [])
  return { query, rows, held, arrived, settle, showNew: () => catchUp([], true) }
}

async function fetchChanges(before: Loaded, changed: string[], filters: Filters) {
  const head = await fetchPage(filters, null)
  const inHead = new Set(head.rows.map((row) => row.id))
  const loaded = new Set(rowsOf(before).map((row) => row.id))
  const elsewhere = changed.filter((id) => loaded.has(id) && !inHead.has(id))
  return { head, moved: await fetchRows(elsewhere.slice(0, MOST_BY_ID)) }
}

function unfinished(rows: ExecutionRow[]): string[] {
  return rows.filter((row) => !row.endedAt).map((row) => row.id)
}
